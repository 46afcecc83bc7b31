"""A renderer that is kept: devices, kernels and the packed scene stay from one picture to the next.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core
from ._checked import MAX_THREADS, checked, within
from ._devices import DeviceLike, choose_render_devices
from ._errors import UsageError
from ._film import Film
from ._image import Image
from ._progress import Progress, shown_by
from ._render import image_of, request_of, split_settings
from ._scene import Scene, SceneLike, json_of, scene_of


class Renderer:
    """Draws many pictures of a scene: views from other places, with other sizes, samples and settings.

    The devices stay open and keep their kernels, and the scene stays on them with its tree. A picture under another
    camera is that of a scene described with that camera, bit for bit.
    """

    @checked
    def __init__(self, scene: Scene | SceneLike, backend: str = "auto", device: DeviceLike = None, *, threads: int = 0,
                 require_hardware: bool = False) -> None:
        """`scene`, `backend`, `device`, `threads` and `require_hardware` are those of render."""
        within("threads", threads, 0, MAX_THREADS)
        self._scene = scene_of(scene)
        self._threads = threads
        self._core = _core.Renderer(self._scene._core, choose_render_devices(backend, device, require_hardware), threads)

    @property
    def scene(self) -> Scene:
        """What is drawn. Another one may be put in its place; the devices stay open."""
        return self._scene

    @scene.setter
    @checked
    def scene(self, scene: Scene | SceneLike) -> None:
        self._scene = scene_of(scene)
        self._core.set_scene(self._scene._core)

    @checked
    def render(self, camera: Mapping[str, Any] | None = None, *, progress: Progress = None, **settings: Any) -> Image:
        """The image of the scene.

        `camera` has keys of the scene format's camera, such as "look_from", "look_at" and "vertical_fov"; what it does not
        say is that of the scene. `settings` are those of render, except where the scene comes from and what it is drawn on.
        Raises what render raises; after an error the devices are opened again.
        """
        return image_of(self._run(camera, progress, settings))

    @checked
    def render_film(self, camera: Mapping[str, Any] | None = None, *, progress: Progress = None, **settings: Any) -> Film:
        """As render, but returns the Film with the exact sums."""
        for name in ("aovs", "denoise"):
            if name in settings:
                raise UsageError(f"A film holds exact sums, which {name} has no place in; leave it out, or call render.")
        return Film(self._run(camera, progress, settings).film)

    def _run(self, camera: Mapping[str, Any] | None, progress: Progress, settings: dict[str, Any]) -> _core.Rendering:
        for name in ("threads", "backend", "device", "require_hardware"):
            if name in settings:
                raise UsageError(f"A Renderer keeps its devices, so {name} is for Renderer(), not for its pictures.")
        options = split_settings(settings)
        options.threads = self._threads
        text = "" if camera is None else json_of(camera, "camera")
        return self._core.render(text, request_of(self._scene, **settings)[1], options, shown_by(progress))
