"""Films: exact sums of samples, which add without rounding.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from ._checked import checked
from ._html import table
from ._image import Image
from ._layout import dtype


@dataclass(frozen=True)
class FilmDifference:
    """Where two films differ; `pixels` is 0 where they are equal."""

    pixels: int
    words: int
    """Of 32 bits."""
    x: int
    """Column of the first differing pixel in the whole image."""
    y: int
    channel: str
    """Of its first differing word: "red", "green", "blue", "samples" or "invalid"."""


class Film:
    """Sums of samples over an image or a window of it.

    Films of disjoint samples of one picture add up exactly, on whatever devices they were rendered: `render_film(scene, samples=(0,
    8)) + render_film(scene, samples=(8, 16))` is the film of 16 samples, hash and all.
    """

    def __init__(self, core: _core.Film) -> None:
        self._core = core

    @classmethod
    @checked
    def load(cls, path: str | os.PathLike[str]) -> Film:
        """Reads a .film file. Raises ForeignFilmError if it is damaged, InvalidInputError if it does not exist."""
        return cls(_core.Film.load(path))

    @checked
    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a .film file, as the command line does, whole or not at all. Raises OutputError."""
        self._core.save(path)

    def to_bytes(self) -> bytes:
        """What save writes, in memory: sums, samples, settings and the scene's hash, with a checksum."""
        return self._core.to_bytes()

    @classmethod
    @checked
    def from_bytes(cls, content: bytes) -> Film:
        """The film that to_bytes gave. Raises ForeignFilmError for bytes that are damaged, cut off or of another version."""
        return cls(_core.Film.from_bytes(content))

    def __reduce__(self) -> tuple[Any, ...]:
        return Film.from_bytes, (self.to_bytes(),)

    def __copy__(self) -> Film:
        return Film(self._core.copy())

    def __deepcopy__(self, memo: dict[int, Any]) -> Film:
        return Film(self._core.copy())

    def __radd__(self, other: Any) -> Film:
        """sum() begins with 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def __add__(self, other: Film) -> Film:
        """The film of the samples of both. If their windows differ, both must hold the same samples and together fill a
        rectangle. Raises ForeignFilmError for different scenes or settings, for samples that overlap, and for windows that do
        not fill a rectangle."""
        if not isinstance(other, Film):
            return NotImplemented
        return Film(self._core.add(other._core))

    @property
    def hash(self) -> str:
        """A hash of the exact sums and their size, equal wherever the picture is equal: 32 hexadecimal digits."""
        return self._core.hash()

    def mean(self) -> Image:
        """Mean radiance a pixel over its valid samples: an Image without a record of devices."""
        image = Image(self._core.mean())
        image._metadata = self._core.metadata(self.hash)
        image._place = self._core.place
        image.alpha = self.alpha
        return image

    @property
    def alpha(self) -> np.ndarray | None:
        """float32 (height, width): the share of a pixel's samples in which the camera sees something, of a picture with
        `transparent`; None for others."""
        return self._core.alpha()

    @property
    def pixels(self) -> np.ndarray:
        """The sums themselves, a read-only structured (height, width) array without a copy.

        `red`, `green` and `blue` count 2^-26 of radiance; `samples` includes the `invalid` ones, which the sums do not.
        """
        return self._core.pixels().view(dtype("FilmPixel")).reshape(self.shape)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the window in pixels."""
        return self._core.height, self._core.width

    @property
    def window(self) -> tuple[int, int, int, int]:
        """(x0, x1, y0, y1): the columns [x0, x1) and rows [y0, y1) of the image that the film covers."""
        return self._core.window

    @property
    def samples(self) -> list[tuple[int, int]]:
        """The ranges [first, last) of samples that each pixel has."""
        return self._core.samples

    @property
    def spp(self) -> int:
        """Samples a pixel."""
        return sum(last - first for first, last in self.samples)

    @property
    def invalid_samples(self) -> int:
        """Samples that were not finite, negative or too bright."""
        return self._core.invalid_samples

    @property
    def scene_name(self) -> str:
        """The scene's name when the film was rendered."""
        return self._core.scene_name

    @checked
    def difference(self, other: Film) -> FilmDifference:
        """Compares the sums bit by bit. Raises ForeignFilmError if the windows differ."""
        return FilmDifference(*self._core.difference(other._core))

    def __eq__(self, other: Any) -> bool:
        """Whether the sums are equal bit by bit."""
        return isinstance(other, Film) and self.hash == other.hash

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        height, width = self.shape
        return table("Film", {"scene": self.scene_name, "size": f"{width} x {height} pixels",
                              "samples": ", ".join(f"{first}:{last}" for first, last in self.samples),
                              "left out": self.invalid_samples or "", "hash": self.hash}, self.mean().to_png())

    def __repr__(self) -> str:
        height, width = self.shape
        return f"<triptych.Film of {self.scene_name!r}, {width} x {height} pixels, {self.spp} samples a pixel>"
