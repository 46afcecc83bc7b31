"""Images: NumPy arrays that know how to save and show themselves.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import copy
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from . import _core
from ._arrays import floats_of
from ._checked import checked, within
from ._devices import Device, DeviceShare
from ._errors import UsageError


@dataclass(frozen=True)
class Rendering:
    """How an image was rendered. Times are in seconds."""

    device: Device
    """That drew it; the fields of several are joined with commas."""
    film_hash: str
    """The hash of the exact sums: the same on every device, and the one that the command line prints."""
    samples: tuple[int, int]
    """Samples [first, last) of every pixel."""
    seconds: float
    """The device's own time for rendering."""
    compile_seconds: float
    rays: int
    invalid_samples: int
    """Samples that were not finite, negative or too bright, and are left out."""
    ended_by: str = "samples"
    """Why it ended: "samples" where all are done, "time-limit" or "target-noise"."""
    relative_noise: float | None = None
    """The error to expect, relative to the mean, where it was measured: for `target_noise` and the AOV "variance"."""
    resumed_spp: int = 0
    """Samples a pixel that came from a checkpoint; `seconds` and `rays` do not include them."""
    denoised: bool = False
    """Whether Open Image Denoise removed the noise. The hash is that of the sums before."""
    devices: tuple[DeviceShare, ...] = ()
    """What each device drew, where `render` made the image."""

    @property
    def spp(self) -> int:
        """Samples a pixel."""
        return self.samples[1] - self.samples[0]

    @property
    def rays_per_second(self) -> float:
        """Rays traced a second of device time."""
        return self.rays / self.seconds if self.seconds > 0 else 0.0


class Image(np.ndarray):
    """Linear RGB, a float32 array of shape (height, width, 3) with rows from top to bottom.

    As a NumPy array it supports the buffer protocol, `__array_interface__` and `__dlpack__`. `rendering` says how it was
    made; images computed from it, slices included, have neither `rendering` nor `aovs` nor `alpha`.
    """

    rendering: Rendering | Any
    """How `render` made it; None for images computed from others."""
    aovs: dict[str, np.ndarray]
    """What render was asked for, by name: float32 (height, width, 3) or, for "depth", (height, width); uint32 (height,
    width) for "id", "instance" and "material". With `denoise` also "noisy", the picture before."""
    light_groups: dict[str, Any]
    """The Film of each light group's share of the light, by the group's name, where render was asked for them."""
    alpha: np.ndarray | None
    """Of a picture with `transparent`: float32 (height, width), by which the colours are multiplied (associated); else
    None."""
    _metadata: dict[str, str]
    _channels: list[tuple[str, np.ndarray]]
    """The AOVs by the names that .exr files give to their channels."""
    _place: tuple[int, int, int, int]
    """Column and row of the first pixel in the whole image, and that image's size; (0, 0, 0, 0) for a whole one."""

    if TYPE_CHECKING:  # NumPy's operators keep the class, which its annotations do not say
        def __add__(self, other: Any) -> Image: ...
        def __radd__(self, other: Any) -> Image: ...
        def __sub__(self, other: Any) -> Image: ...  # type: ignore[override]
        def __rsub__(self, other: Any) -> Image: ...  # type: ignore[override]
        def __mul__(self, other: Any) -> Image: ...
        def __rmul__(self, other: Any) -> Image: ...
        def __truediv__(self, other: Any) -> Image: ...  # type: ignore[override]
        def __pow__(self, other: Any, modulo: Any = None, /) -> Image: ...

    def __new__(cls, pixels: Any) -> Image:
        """An image over pixels of shape (height, width, 3), which are not copied if they are contiguous float32."""
        image = floats_of(pixels, "pixels").view(cls)
        if image.ndim != 3 or image.shape[2] != 3:
            raise UsageError(f"pixels must have the shape (height, width, 3), not {image.shape}.")
        return image

    def __array_finalize__(self, obj: Any) -> None:
        self.rendering = None
        self.aovs = {}
        self.alpha = None
        self.light_groups = {}
        self._channels = []
        self._metadata = {}
        self._place = (0, 0, 0, 0)

    def __reduce__(self) -> tuple[Any, ...]:
        reduced: Any = super().__reduce__()
        function, arguments, state = reduced
        return function, arguments, (state, dict(self.__dict__))

    def __setstate__(self, state: Any) -> None:
        pixels, attributes = state
        super().__setstate__(pixels)
        self.__dict__.update(attributes)

    def __copy__(self) -> Image:
        image = np.array(self, copy=True).view(Image)
        image.__dict__.update(self.__dict__)
        return image

    def __deepcopy__(self, memo: dict[int, Any] | None) -> Image:
        image = copy.copy(self)
        image.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return image

    @classmethod
    @checked
    def load(cls, path: str | os.PathLike[str]) -> Image:
        """Reads PNG, JPEG, EXR, Radiance HDR, PFM, TGA, BMP, GIF, TIFF, WebP or KTX2 as linear RGB.

        Raises InvalidInputError for a file that is not a complete image, LimitError for one that is too large.
        """
        return cls(_core.read_image(path))

    @property
    def film_hash(self) -> str | None:
        """The hash of the film that the image was made from; None for images computed from others."""
        return self.rendering.film_hash if self.rendering else None

    @property
    def rgba(self) -> np.ndarray:
        """Linear float32 (height, width, 4) with alpha last, by which the colours are multiplied; 1 without `alpha`."""
        alpha = np.ones(self.shape[:2], np.float32) if self.alpha is None else self.alpha
        return np.concatenate([self._pixels(), alpha[..., None]], axis=2)

    @property
    def auto_exposure(self) -> float:
        """The exposure in stops that brings what is not black to middle gray, as `--exposure auto` has it."""
        return _core.auto_exposure(self._pixels())

    @checked
    def tone_mapped(self, exposure: float | str = 0.0, tonemap: str = "none") -> Image:
        """This image brightened by `exposure` stops and compressed by a curve.

        `exposure` "auto" is `auto_exposure`. `tonemap` is "none", "aces", "agx" or "khronos-pbr-neutral".
        """
        return Image(_core.tone_mapped(self._pixels(), self._stops(exposure), tonemap))

    @checked
    def save(self, path: str | os.PathLike[str] | BinaryIO, *, exposure: float | str = 0.0, tonemap: str = "none",
             bits: int | None = None, quality: int | None = None, metadata: bool = True,
             format: str | None = None) -> None:
        """Writes a .png or .jpg (sRGB), .exr or .pfm (linear floats), whole or not at all.

        `path` may also be a file that is open for bytes, such as io.BytesIO; then `format` is "png" (where it is None), "jpg",
        "exr" or "pfm". `exposure` (stops, or "auto") and `tonemap` are for .png and .jpg alone. `bits` of a value are 8 or 16
        in a .png (8 where it is None), 16 or 32 in an .exr (32 where it is None); `quality` of a .jpg is from 1 to 100 (90 where it is
        None). Without `metadata`, files hold nothing but pixels: the same bytes whatever device rendered them. An .exr holds the
        AOVs as channels, and says where a crop lies in its image. Raises UsageError for another ending and for what a format
        does not have, OutputError where the file cannot be written.
        """
        if isinstance(path, (str, os.PathLike)):
            if format is not None:
                raise UsageError("format is for open files; the ending of a file's name tells its format.")
            _core.write_image(*self._file(os.fspath(path), exposure, tonemap, metadata, bits, quality))
        else:
            path.write(self._encoded(format or "png", exposure, tonemap, metadata, bits, quality))

    @checked
    def to_png(self, *, exposure: float | str = 0.0, tonemap: str = "none", bits: int = 8, metadata: bool = False) -> bytes:
        """The bytes of a PNG file in sRGB, with the settings of save."""
        return self._encoded("png", exposure, tonemap, metadata, bits)

    @checked
    def to_jpeg(self, *, exposure: float | str = 0.0, tonemap: str = "none", quality: int = 90,
                metadata: bool = False) -> bytes:
        """The bytes of a JPEG file in sRGB, with the settings of save."""
        return self._encoded("jpg", exposure, tonemap, metadata, quality=quality)

    @checked
    def to_exr(self, *, bits: int = 32, metadata: bool = False) -> bytes:
        """The bytes of an EXR file with linear floats and the AOVs, with the settings of save."""
        return self._encoded("exr", metadata=metadata, bits=bits)

    @checked
    def to_uint8(self, exposure: float | str = 0.0, tonemap: str = "none") -> np.ndarray:
        """The 8-bit sRGB codes that a PNG file of the image has: uint8 of its shape, for libraries that want those."""
        return _core.encode_srgb8(self.tone_mapped(exposure, tonemap)._pixels())

    @checked
    def to_uint16(self, exposure: float | str = 0.0, tonemap: str = "none") -> np.ndarray:
        """The same with 16 bits, as a PNG file of `bits` 16 has them."""
        return _core.encode_srgb16(self.tone_mapped(exposure, tonemap)._pixels())

    def difference(self, other: Any) -> Difference:
        """How far another image of the same size is from this one."""
        pixels = floats_of(other, "other")
        if pixels.shape != self.shape:
            raise UsageError(f"other must have the shape of this image, {self.shape}, not {pixels.shape}.")
        return Difference(*_core.compare_images(self._pixels(), np.asarray(pixels)))

    def _set_channels(self, channels: list[tuple[str, Any]]) -> None:
        """Makes AOVs of an .exr file's channels."""
        layers: dict[str, list[tuple[str, np.ndarray]]] = {}
        for name, plane in channels:
            layers.setdefault(name.partition(".")[0], []).append((name, plane))
        names = {layer: name for name, layer in _core.aov_layers()}
        for layer, planes in layers.items():
            aov = planes[0][1] if len(planes) == 1 else np.stack([plane for _, plane in planes], axis=-1)
            self.aovs[names.get(layer, layer)] = aov
            self._channels += [(name, aov if aov.ndim == 2 else aov[..., i]) for i, (name, _) in enumerate(planes)]

    def _encoded(self, format: str, *settings: Any, **more: Any) -> bytes:
        return _core.encode_image(*self._file(f"a file in memory.{format}", *settings, **more))

    def _file(self, name: str, exposure: float | str = 0.0, tonemap: str = "none", metadata: bool = True,
              bits: int | None = None, quality: int | None = None) -> tuple[Any, ...]:
        """The arguments of write_image for a file of this name."""
        for setting, value, most in (("bits", bits, 32), ("quality", quality, 100)):
            if value is not None:
                within(setting, value, 1, most)
        if self.size == 0:
            raise UsageError(f"An image of the shape {self.shape} has no pixels to write.")
        texts = dict(self._metadata)
        image = self if self.alpha is None else self._for_alpha(name, self.alpha)
        if exposure != 0.0 or tonemap != "none":
            if not _core.is_for_display(name):
                raise UsageError(f"{name} holds linear light, which exposure and tonemap would spoil; leave "
                                 "them out, or name a .png or .jpg file.")
            stops = image._stops(exposure)
            image = image.tone_mapped(stops, tonemap)
            texts |= {"exposure": f"{stops:g}", "tonemap": tonemap}
        is_exr = os.path.splitext(name)[1].lower() == ".exr"
        channels = [(layer, np.ascontiguousarray(plane)) for layer, plane in self._channels if is_exr]
        if self.alpha is not None:
            channels.append(("A", np.ascontiguousarray(self.alpha)))
        mattes = {key: text for key, text in texts.items() if key.startswith("cryptomatte/")}
        texts = {key: text for key, text in texts.items() if metadata and key not in mattes}
        if is_exr:
            texts |= mattes  # without which their channels mean nothing
        return name, image._pixels(), texts, self._place, channels, bits, quality

    def _for_alpha(self, name: str, alpha: np.ndarray) -> Image:
        """The colours as files of this name have them beside alpha: those for displays are not multiplied by it."""
        if not _core.has_alpha(name):
            raise UsageError(f"{name} has no alpha, which a transparent picture needs; name a .png or .exr file, or save "
                             "Image(image), which has none.")
        if not _core.is_for_display(name):
            return self
        divided = np.zeros_like(self._pixels())
        np.divide(self._pixels(), alpha[..., None], out=divided, where=alpha[..., None] > 0)
        return Image(divided)

    def _stops(self, exposure: float | str) -> float:
        if isinstance(exposure, str) and exposure != "auto":
            raise UsageError(f'exposure is a number of stops or "auto", not {exposure!r}.')
        return self.auto_exposure if exposure == "auto" else float(exposure)

    def _pixels(self) -> np.ndarray:
        if self.ndim != 3 or self.shape[2] != 3:
            raise UsageError(f"Only arrays of shape (height, width, 3) are images, not {self.shape}.")
        return np.ascontiguousarray(self, dtype=np.float32).view(np.ndarray)

    def _repr_png_(self) -> bytes | None:
        return self.to_png() if self.ndim == 3 and self.shape[2] == 3 and self.size else None


@dataclass(frozen=True)
class Difference:
    """How far two images are apart. What is NaN or infinite in either image, even the same in both, makes its pixel
    differ, and `rmse`, `psnr` and `flip` NaN, which is below no threshold."""

    differing_pixels: int
    max_ulp: int
    """Largest distance in units in the last place; 2^32 - 1 where a value is not finite."""
    rmse: float
    """Root mean square error over channels, linear."""
    psnr: float
    """In dB against a peak of 1; infinite for equal images."""
    flip: float
    """Mean FLIP error in [0, 1] (Andersson et al. 2020) of the sRGB images, 67 pixels a degree."""
    non_finite: int = 0
    """Values of both images that are NaN or infinite."""
