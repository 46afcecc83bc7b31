"""The packed arrays of a scene as structured NumPy arrays, by the declarations that the kernels are compiled with.

The structs stand in layout.glsl and material_layout.glsl, comments included. In them every vec3 is followed by a scalar,
so members lie behind each other without gaps, in std430 as in C++.
SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from . import _core
from ._checked import checked

_SCALARS = {"float": np.dtype("<f4"), "uint": np.dtype("<u4"), "vec3": np.dtype(("<f4", 3)), "Sum": np.dtype("<u8")}


def _text() -> str:
    folder = Path(__file__).parent
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("material_layout.glsl", "layout.glsl"))
    return re.sub(r"//[^\n]*", "", text)


@functools.cache
def _structs() -> dict[str, list[tuple[str, str]]]:
    """Pairs (type, name) of the members of each struct."""
    found = re.findall(r"\b(?:struct\s+(?:ALIGNED_16\s+)?(\w+)|IN_BUFFER\((\w+)\))\s*\{(.*?)\};", _text(), re.DOTALL)
    return {struct or scene: re.findall(r"(\w+)\s+(\w+)\s*;", body) for struct, scene, body in found}


@functools.cache
def _element_types() -> dict[str, str]:
    """The type of a buffer's elements by the buffer's name."""
    return dict(re.findall(r"\bBUFFER\((\w+),\s*(\w+)\)", _text()))


@checked
def dtype(name: str) -> np.dtype[Any]:
    """The NumPy dtype of a struct of shaders/layout.glsl or material_layout.glsl, such as "Sphere" or "Material".

    Fields have the names, order and offsets of the struct: float and uint are 4 bytes, vec3 a row of three float32, Sum
    (64-bit fixed point with 26 fraction bits, see film.glsl) one uint64. Raises KeyError for a name that is no struct.
    """
    if name in _SCALARS:
        return _SCALARS[name]
    if name not in _structs():
        raise KeyError(f"There is no struct {name!r} among those that kernels read.")
    return np.dtype([(member, dtype(kind)) for kind, member in _structs()[name]])


class PackedScene:
    """What the kernels read of a scene: read-only structured arrays, without a copy, as attributes.

    `spheres` (center, radius), `shapes`, `tags`, `materials`, `nodes` (of the bounding volume hierarchies), `instances`,
    `textures`, `images`, `image_words`, `lights`, `media`, `background_cdf`, `mesh_triangles`, `vertices`,
    `punctual_lights`, `principleds`, `light_nodes`: one-dimensional, with the dtype of their struct (see `dtype`). Spheres stand in
    `spheres` where the scene has nothing else, else in `shapes`; the trees have reordered both, and `tags["id"]` is a
    shape's place in the description. Further `background`, `hash` (names what is described), `features` (FEATURE_ bits),
    `flat_count` (shapes before the first node; the
    first `large_count` are large spheres), `top_count`, `shape_count` and `tolerance`.
    """

    def __init__(self, core: _core.PackedScene) -> None:
        self._core = core
        buffers = [(kind, name) for kind, name in _structs()["Scene"] if kind in _element_types()]
        arrays: list[Any] = core.arrays
        self._arrays = {name: array.view(dtype(_element_types()[kind]))
                        for (kind, name), array in zip(buffers, arrays, strict=True)}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._arrays:
            return self._arrays[name]
        if name == "background":
            return np.asarray(self._core.background).view(dtype("Background"))[0]
        return getattr(self._core, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._arrays, *(name for name in dir(self._core) if not name.startswith("_"))]

    def __iter__(self) -> Iterator[str]:
        """The names of the arrays."""
        return iter(self._arrays)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {len(array)}" for name, array in self._arrays.items() if len(array))
        return f"<triptych.PackedScene {self._core.hash}; {sizes}>"
