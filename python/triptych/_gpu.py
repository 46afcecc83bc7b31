"""Pictures that stay in a GPU's memory, for the other programs on it.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from functools import cached_property
from typing import Any

from ._checked import checked
from ._devices import Device
from ._errors import UsageError
from ._film import Film
from ._image import Image, Rendering
from ._progress import Progress
from ._render import Job
from ._scene import Scene, SceneLike


class GpuImage:
    """Linear RGB in the memory of a CUDA device: float32, shape (height, width, 3), rows from top to bottom.

    It supports `__cuda_array_interface__` and `__dlpack__`, so that `cupy.asarray`, `torch.from_dlpack`,
    `numba.cuda.as_cuda_array` and `jax.dlpack.from_dlpack` take it without a copy. The memory is complete,
    nothing writes to it any more, and it is freed when the last of them releases it.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._pixels = job.pixels_on_gpu()

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width, 3."""
        return self._pixels.height, self._pixels.width, 3

    @property
    def device(self) -> int:
        """CUDA's number of the device that holds the picture."""
        return int(self._pixels.device)

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """Version 3 of Numba's CUDA array interface; there is no stream to wait for."""
        return {"shape": self.shape, "typestr": "<f4", "data": (self._pixels.address, False), "strides": None,
                "stream": None, "version": 3}

    def __dlpack__(self, *, stream: Any = None, max_version: tuple[int, int] | None = None,
                   dl_device: tuple[int, int] | None = None, copy: bool | None = None) -> Any:
        """The picture as a DLPack capsule. Raises BufferError if another device or a copy is asked for."""
        if copy or dl_device not in (None, self.__dlpack_device__()):
            raise BufferError("a GpuImage is only given on its own device and without a copy; to_host() copies it to the host")
        return self._pixels.array().__dlpack__(max_version=max_version)

    def __dlpack_device__(self) -> tuple[int, int]:
        """DLPack's number for CUDA, and that of the device."""
        return 2, self.device

    def to_host(self) -> Image:
        """The same picture, bit for bit, as an array of the host."""
        return self._job.image(self._job.last)

    @cached_property
    def rendering(self) -> Rendering | None:
        """How it was rendered. The first time, the film is copied to the host to compute its hash."""
        return self.to_host().rendering

    def film(self) -> Film:
        """The exact sums of the samples, copied to the host."""
        return self._job.film()

    def __repr__(self) -> str:
        return f"GpuImage(shape={self.shape}, device={self.device})"


@checked
def render_on_gpu(scene: Scene | SceneLike, device: Device | int | str | None = None, *, progress: Progress = None,
                  **settings: Any) -> GpuImage:
    """As `render` with backend "cuda", but the picture stays in the GPU's memory and nothing is copied to the host.

    Takes what render takes up to `sky_strength`, except `backend`. Raises what render raises; NoDeviceError without a CUDA device.
    """
    if "backend" in settings:
        raise UsageError('backend is "cuda" here; leave it out.')
    job = Job(scene, "cuda", device, **settings)
    job.render(job.last, progress)
    return GpuImage(job)
