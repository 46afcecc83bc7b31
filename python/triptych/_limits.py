"""How much files may ask for.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from . import _core
from ._checked import checked


@checked
def set_limits(*, json_depth: int | None = None, image_side: int | None = None, image_bytes: int | str | None = None,
               expansion: int | None = None, scene_bytes: int | str | None = None) -> None:
    """Lets the files that this process reads take more, or less, as `--limit` of the command line does.

    What is None has its usual limit. `json_depth` counts arrays and objects in each other, `image_side` pixels, `image_bytes` an
    image's decoded bytes, `expansion` decoded bytes for each byte of an image file, `scene_bytes` those of a scene's shapes, meshes
    and images; bytes may be a text such as "8GiB". Call it before scenes are read, from one thread. Raises UsageError.
    """
    given = {"json-depth": json_depth, "image-side": image_side, "image-bytes": image_bytes, "expansion": expansion,
             "scene-bytes": scene_bytes}
    _core.set_limits([f"{name}={value}" for name, value in given.items() if value is not None])
