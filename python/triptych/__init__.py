"""Triptych: a path tracer that draws the same picture, bit for bit, on Vulkan, CUDA and the CPU.

    import triptych
    image = triptych.render("one-weekend", width=400, spp=16)
    image.save("cover.png")

SPDX-License-Identifier: MIT
"""
from ._adapters import from_pyvista, from_trimesh
from ._compare import Bench, DeviceTimes, Median, Verdict, Verification, bench, verify
from ._core import version as __version__
from ._devices import Device, DeviceShare, devices
from ._errors import (DeviceLostError, Error, ForeignFilmError, ImagesDifferError, InvalidInputError, LimitError,
                      NoDeviceError, OutputError, UsageError)
from ._film import Film, FilmDifference
from ._frames import render_frames
from ._gpu import GpuImage, render_on_gpu
from ._image import Difference, Image, Rendering
from ._layout import PackedScene, dtype
from ._limits import set_limits
from ._materials import materials
from ._render import progressive, render, render_film
from ._renderer import Renderer
from ._scene import Scene, scenes

__all__ = [
    "Bench", "Device", "DeviceLostError", "DeviceShare", "DeviceTimes", "Difference", "Error", "Film", "FilmDifference",
    "ForeignFilmError", "GpuImage", "Image", "ImagesDifferError", "InvalidInputError", "LimitError", "Median",
    "NoDeviceError", "OutputError", "PackedScene", "Renderer", "Rendering", "Scene", "UsageError", "Verdict", "Verification",
    "__version__", "bench", "devices", "dtype", "from_pyvista", "from_trimesh", "materials", "progressive", "render", "render_film", "render_frames", "render_on_gpu",
    "scenes", "set_limits", "verify",
]
