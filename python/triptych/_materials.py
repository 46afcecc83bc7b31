"""Materials in arrays: what the kernels read of simple ones, and columns by key of principled ones.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _core
from ._arrays import array_of, floats_of, indices_of, numbers_of
from ._checked import checked, shown
from ._errors import UsageError
from ._layout import dtype

NO_TEXTURE = 0xFFFFFFFF
_PRINCIPLED: dict[str, str] = dict(_core.principled_keys())
# By name: the kernels' number of a kind of material, and which of a Material's members the kind reads.
_KINDS: dict[str, tuple[int, set[str]]] = {}
for _name, _kind, _one_sided_kind, _members in _core.material_kinds():
    _KINDS[_name] = (_kind, set(_members))
    if _one_sided_kind != _kind:
        _KINDS[_name.replace("diffuse", "one_sided")] = (_one_sided_kind, set(_members))


@checked
def materials(color: Any, kind: str = "lambertian", fuzz: Any = 0.0, ior: Any = 1.5, *, color_texture: int | None = None,
              fuzz_texture: int | None = None) -> np.ndarray:
    """A structured array of N materials of one kind, for Scene.add_materials.

    `color` is (3,) or (N, 3), linear: the albedo, or the emission of lights. `kind` is a material of the scene format other
    than "principled", such as "lambertian", or "one_sided_light"; `fuzz` and `ior`, of the kinds that have such a number,
    are numbers or (N,), in the scene format's ranges. Textures, as Scene.add_texture returns them, stand in for `color` and `fuzz`.
    """
    if kind not in _KINDS:
        raise UsageError(f"kind must be one of {', '.join(_KINDS)}, not {kind!r}.")
    code, members = _KINDS[kind]
    colors = np.atleast_2d(floats_of(color, "color"))
    if colors.ndim != 2 or colors.shape[1] != 3:
        raise UsageError(f"color must have the shape (3,) or (N, 3), not {np.shape(color)}.")
    columns = {"color": colors, "fuzz": floats_of(fuzz, "fuzz"), "ior": floats_of(ior, "ior")}
    count = max(len(np.atleast_1d(column)) for column in columns.values())
    for name, column in columns.items():
        if column.ndim > colors.ndim - (name != "color") or len(np.atleast_1d(column)) not in (1, count):
            raise UsageError(f"{name} has the shape {column.shape}, but there are {count} materials; give one value for "
                             "each, or one for all.")
    array = np.zeros(count, dtype("Material"))
    array["kind"] = code
    array["color"] = columns["color"]
    array["fuzz"] = columns["fuzz"] if "fuzz" in members else 0.0
    array["ior"] = columns["ior"] if "ior" in members else 0.0
    for name, texture in (("color_texture", color_texture), ("fuzz_texture", fuzz_texture)):
        array[name] = NO_TEXTURE if texture is None else indices_of(texture, name)
        if texture is not None:
            array[name.removesuffix("_texture")] = 0.0
    return array


def principled_columns(values: Mapping[str, Any]) -> list[tuple[str, np.ndarray]]:
    """The columns that the extension takes. Raises TypeError for a key that principled materials do not have, UsageError."""
    for name in values:
        if name not in _PRINCIPLED:
            raise TypeError(f"{name} is no key of principled materials; they have {', '.join(_PRINCIPLED)}.")
    return [(name, _column_of(name, _PRINCIPLED[name], value)) for name, value in values.items()]


def _column_of(name: str, kind: str, value: Any) -> np.ndarray:
    """Values of a key of principled materials, float64 (N, 3) of colours, else (N, 1). Raises UsageError."""
    if kind == "mode":
        modes = _core.alpha_modes()
        if not isinstance(value, str) or value not in modes:
            raise UsageError(f"{name} must be one of {', '.join(map(repr, modes))}, not {shown(value)}.")
        return np.array([[float(modes.index(value))]])
    if kind == "switch":
        switches = array_of(value, name)
        if switches.dtype != np.bool_ or switches.ndim > 1:
            raise UsageError(f"{name} must be True, False or an array of them, not {shown(value)}.")
        return np.ascontiguousarray(np.atleast_1d(switches)[:, None], dtype=np.float64)
    values = np.asarray(indices_of(value, name) if kind == "texture" else numbers_of(value, name), dtype=np.float64)
    width = 3 if kind == "color" else 1
    rows = np.atleast_2d(values) if width == 3 else np.atleast_1d(values)[:, None] if values.ndim < 2 else values
    if values.ndim > 1 + (width == 3) or rows.ndim != 2 or rows.shape[1] != width:
        raise UsageError(f"{name} must have the shape {'(3,) or (N, 3)' if width == 3 else '(N,) or be one number'}, not {values.shape}.")
    return np.ascontiguousarray(rows)
