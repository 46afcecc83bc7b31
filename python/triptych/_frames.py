"""Sequences: the scene at the times of many frames.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Union

from ._checked import checked
from ._devices import DeviceLike
from ._errors import UsageError
from ._image import Image
from ._renderer import Renderer
from ._scene import LOAD_KEYS, Scene

if TYPE_CHECKING:
    from collections.abc import Mapping

FrameSource = Union[str, "os.PathLike[str]", "Mapping[str, Any]"]


def scenes_of_frames(source: FrameSource, frames: Iterable[int], fps: float,
                     settings: dict[str, Any]) -> Iterator[tuple[int, Scene]]:
    """Pairs of a frame and the scene at frame / fps seconds after `animation_time`; takes out of `settings` what loads it."""
    if isinstance(source, Scene):
        raise UsageError("A Scene is what was at one time; give the file or the dict that it was made from.")
    if not fps > 0:
        raise UsageError(f"fps must be above 0, not {fps}.")
    load = {key: settings.pop(key) for key in LOAD_KEYS if key in settings}
    load = {key: value for key, value in load.items() if value is not None}
    start = load.pop("animation_time", 0.0)
    return ((frame, Scene(source, animation_time=start + frame / fps, **load)) for frame in frames)


@checked
def render_frames(source: FrameSource, frames: Iterable[int], backend: str = "auto", device: DeviceLike = None, *,
                  fps: float = 24.0, threads: int = 0, require_hardware: bool = False,
                  **settings: Any) -> Iterator[tuple[int, Image]]:
    """Yields pairs of a frame's number and its image, of a scene with keyframes or a glTF file with animations.

    `source` is a file or a dict in the scene format, of which frame N shows what is at N / `fps` seconds after
    `animation_time`. `settings` are those of render. The devices stay open from frame to frame. The images are those of
    `triptych render --frames`. Raises what Scene and render raise.
    """
    renderer: Renderer | None = None
    for frame, scene in scenes_of_frames(source, frames, fps, settings):
        if renderer is None:
            renderer = Renderer(scene, backend, device, threads=threads, require_hardware=require_hardware)
        renderer.scene = scene
        yield frame, renderer.render(**settings)


def parse_frames(text: str) -> range:
    """The frames that "A:B" or "A:B:STEP" names, B included. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6}):(\d{1,6})(?::(\d{1,6}))?", text)
    first, last, step = (int(number or 1) for number in found.groups()) if found else (1, 0, 0)
    if first > last or step == 0:
        raise UsageError(f"frames must be given as 1:120 or 1:120:2, not {text!r}.")
    return range(first, last + 1, step)


def frame_path(path: str, frame: int) -> str:
    """A path with the frame's number in place of the last run of "#" in its name. Raises UsageError where there is no such run."""
    folder, name = os.path.split(path)
    named = re.sub(r"#+(?!.*#)", lambda place: f"{frame:0{len(place.group())}}", name)
    if named == name:
        raise UsageError(f"The output of a sequence needs a place for the frames' numbers, as out.####.png; {path!r} has none.")
    return os.path.join(folder, named)
