"""Arrays that stand in scenes of the scene format, in place of files: taken out when a scene is read, put in when it is given back.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _core
from ._arrays import pixels_of, rows_of
from ._errors import UsageError

_MESH_ROWS: dict[str, tuple[int, type]] = {"vertices": (3, np.float32), "triangles": (3, np.uint32), "normals": (3, np.float32),
                                           "uvs": (2, np.float32), "colors": (3, np.float32)}
_NAME = re.compile(r"array:((?:mesh|image)-\d+)")


def mesh_rows(arrays: Mapping[str, Any]) -> list[np.ndarray | None]:
    """A mesh's arrays by the names of add_mesh, in its order; None for what is not given. Raises UsageError."""
    return [None if arrays.get(name) is None else rows_of(arrays[name], columns, kind, name)
            for name, (columns, kind) in _MESH_ROWS.items()]


class ArraysTaken:
    """Takes the arrays out of a scene: `plain` names them in place of files, `core` holds them under these names."""

    def __init__(self, scene: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.core = _core.SceneArrays()
        self._given = given
        self._count = 0
        self._known: dict[str, str] = {}
        self.plain: dict[str, Any] = self._without_arrays(scene)

    def _without_arrays(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            part = {key: self._without_arrays(item) for key, item in value.items() if not self._is_array(value, key)}
            named = _NAME.fullmatch(part["file"]) if isinstance(part.get("file"), str) else None
            if "pixels" in value:
                part["file"] = self._image(value["pixels"])
            elif "vertices" in value and self._is_array(value, "vertices"):
                part["file"] = self._mesh({name: value.get(name) for name in _MESH_ROWS})
            elif named:
                part["file"] = self._given_array(named[1])
            return part
        if isinstance(value, (list, tuple)):
            return [self._without_arrays(item) for item in value]
        return value

    @staticmethod
    def _is_array(part: Mapping[str, Any], key: Any) -> bool:
        return key == "pixels" or key in _MESH_ROWS and part.get("type") == "mesh"

    def _image(self, pixels: Any) -> str:
        name = self._new_name("image")
        self.core.add_image(name, pixels_of(pixels, "pixels"))
        return name

    def _mesh(self, arrays: Mapping[str, Any]) -> str:
        for needed in ("vertices", "triangles"):
            if arrays.get(needed) is None:
                raise UsageError(f"A mesh from arrays needs {needed}.")
        name = self._new_name("mesh")
        self.core.add_mesh(name, *mesh_rows(arrays))
        return name

    def _given_array(self, name: str) -> str:
        """What the `arrays` of to_dict hold under a name; each is taken once, however often it is placed."""
        if name in self._known:
            return self._known[name]
        parts = {key[len(name) + 1:]: array for key, array in self._given.items() if key.startswith(f"{name}.")}
        if not parts:
            raise UsageError(f"The scene names the array {name!r}, which `arrays` does not hold.")
        self._known[name] = self._image(parts["pixels"]) if "pixels" in parts else self._mesh(parts)
        return self._known[name]

    def _new_name(self, kind: str) -> str:
        self._count += 1
        return f"array:{kind}-{self._count}"


def with_arrays(described: Any, scene: _core.Scene, arrays: dict[str, np.ndarray] | None) -> Any:
    """A scene in the format with the arrays that it names: in place of their names, or, named, in `arrays`."""
    if isinstance(described, list):
        return [with_arrays(part, scene, arrays) for part in described]
    if not isinstance(described, dict):
        return described
    part = {key: with_arrays(value, scene, arrays) for key, value in described.items()}
    named = _NAME.fullmatch(part["file"]) if isinstance(part.get("file"), str) else None
    if named is None:
        return part
    kind, _, index = named[1].partition("-")
    if arrays is None:
        del part["file"]
        found = part
        prefix = ""
    else:
        found, prefix = arrays, f"{named[1]}."
    if kind == "image":
        found[f"{prefix}pixels"] = _core.image_pixels(scene, int(index))
    else:
        found.update({f"{prefix}{name}": array for name, array in _core.mesh_arrays(scene, int(index)).items()})
    return part
