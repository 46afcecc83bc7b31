"""From what a visitor chose to a scene: a built-in one or an uploaded file, with another camera if so wished.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import math
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from .. import Scene, UsageError
from ._messages import warnings_of_loading

SKIES = {"as the scene has it": "", "studio": "studio", "gray": "gray", "black": "black", "gradient": "gradient"}
_KEPT = 4  # scenes, packed and with their trees


@dataclass(frozen=True)
class Camera:
    """What replaces a scene's own camera; None is as in the scene."""

    look_from: tuple[float, float, float] | None = None
    look_at: tuple[float, float, float] | None = None
    vertical_fov: float | None = None
    """Degrees."""

    @classmethod
    def of_text(cls, look_from: str, look_at: str, vertical_fov: float | None) -> Camera:
        """A camera from the page's fields; what is empty is as in the scene. Raises UsageError."""
        return cls(_point(look_from, "Look from"), _point(look_at, "Look at"), vertical_fov or None)

    def changes(self) -> dict[str, Any]:
        """The keys of the scene format that it sets."""
        values = {"look_from": self.look_from, "look_at": self.look_at, "vertical_fov": self.vertical_fov}
        return {key: list(value) if isinstance(value, tuple) else value
                for key, value in values.items() if value is not None}


def _point(text: str, name: str) -> tuple[float, float, float] | None:
    if not text or not text.strip():
        return None
    try:
        x, y, z = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        x = y = z = math.nan
    if not all(map(math.isfinite, (x, y, z))):
        raise UsageError(f'{name} must be three numbers such as "13, 2, 3", not "{text[:40]}".')
    return x, y, z


class SceneShelf:
    """The scenes used last, so that comparing engines does not build their trees anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scenes: OrderedDict[tuple[Any, ...], tuple[Scene, list[str]]] = OrderedDict()

    @staticmethod
    def key(source: str, camera: Camera, sky: str = "") -> tuple[Any, ...]:
        """What tells a scene from others."""
        return source, os.stat(source).st_mtime_ns if os.path.exists(source) else 0, camera, sky

    def find(self, source: str, camera: Camera, sky: str = "") -> Scene:
        """The scene of a built-in name or a path, under its own sky or one that Scene knows by name. Raises what Scene
        raises."""
        return self.find_with_warnings(source, camera, sky)[0]

    def find_with_warnings(self, source: str, camera: Camera, sky: str = "") -> tuple[Scene, list[str]]:
        """The same, and what its loading warned of."""
        key = self.key(source, camera, sky)
        with self._lock:
            if key in self._scenes:
                self._scenes.move_to_end(key)
                return self._scenes[key]
        with warnings_of_loading() as said:
            scene = self._make(source, camera, sky)
        with self._lock:
            self._scenes[key] = scene, said
            while len(self._scenes) > _KEPT:
                self._scenes.popitem(last=False)
        return scene, said

    @staticmethod
    def _make(source: str, camera: Camera, sky: str) -> Scene:
        changes = camera.changes()
        folder, name = os.path.split(source)
        is_mesh = os.path.splitext(name)[1].lower() in (".gltf", ".glb", ".obj", ".ply", ".stl")
        if not changes:
            return Scene(source, sky=sky)
        if is_mesh:
            return Scene({"camera": changes, "shapes": [{"type": "mesh", "file": name}]}, folder=folder,
                         sky=sky or "studio")
        description = Scene(source).to_dict()
        camera_keys = description.get("camera", {})
        if "vertical_fov" in changes:
            camera_keys.pop("orthographic_height", None)  # a camera has either
        description["camera"] = {**camera_keys, **changes}
        return Scene(description, folder=folder or ".", sky=sky)
