"""Rendering: the whole picture at once, its film, or picture by picture as it gets clearer.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, Optional

from . import _core
from ._devices import Device, choose_devices, device_of
from ._film import Film
from ._image import Image, Rendering
from ._scene import Scene, SceneLike, scene_of

Progress = Optional[Callable[[int, int], Any]]
"""Told (samples done, samples in all), over all pixels, after each dispatch of about 0.1 s; may raise to stop."""


class Job:
    """One picture on one device."""

    def __init__(self, scene: Scene | SceneLike, backend: str = "auto", device: Device | int | str | None = None, *,
                 width: int | None = None, height: int | None = None, spp: int | None = None,
                 max_depth: int | None = None, seed: int = 0, integrator: str | None = None,
                 sampler: str | None = None, roulette: bool | None = None,
                 crop: tuple[int, int, int, int] | None = None, samples: tuple[int, int] | None = None,
                 threads: int = 0, require_hardware: bool = False, **loading: Any) -> None:
        chosen_scene = scene_of(scene, loading)
        if loading:
            raise TypeError(f"There is no setting {next(iter(loading))!r}.")
        request = _core.Request.make(width, height, spp, max_depth, seed, integrator, sampler, roulette, crop, samples)
        chosen = choose_devices(backend, device, require_hardware)
        self._session = _core.Session(chosen_scene._core, chosen, request, threads)
        self.first, self.last = self._session.samples

    def render(self, end: int, progress: Progress) -> None:
        self._session.render(end, progress)

    def film(self) -> Film:
        return Film(self._session.film())

    def pixels_on_gpu(self) -> Any:
        return self._session.pixels_on_gpu()

    def image(self, end: int) -> Image:
        film = self.film()
        film_hash = film.hash
        image = film.mean()
        image._metadata = self._session.metadata(film._core, film_hash)
        image.rendering = Rendering(device_of(self._session.device), film_hash, (self.first, end),
                                    self._session.render_seconds, self._session.compile_seconds, self._session.rays,
                                    film.invalid_samples)
        return image


def render(scene: Scene | SceneLike, backend: str = "auto", device: Device | int | str | None = None, *,
           width: int | None = None, height: int | None = None, spp: int | None = None, max_depth: int | None = None,
           seed: int = 0, integrator: str | None = None, sampler: str | None = None, roulette: bool | None = None,
           crop: tuple[int, int, int, int] | None = None, samples: tuple[int, int] | None = None, threads: int = 0,
           require_hardware: bool = False, camera: str | int | None = None, animation_time: float | None = None,
           animation: str | int | None = None, sky: str | os.PathLike[str] | None = None, sky_rotation: float | None = None,
           sky_strength: float | None = None, progress: Progress = None) -> Image:
    """Draws a scene and returns an Image, a float32 array of shape (height, width, 3) in linear RGB.

    `scene` is a Scene or whatever one is made from. `backend` is "auto", "vulkan", "cuda" or "cpu"; `device` a Device, an
    index, a UUID or part of a name. What is None comes from the scene; where only one of `width` and `height` is given,
    the other keeps the scene's shape. `spp` are samples a pixel, `max_depth` how often a path may scatter, `seed` is in
    [0, 2^32), `integrator` "path" or "path-mis", `sampler` "independent" or "sobol", `roulette` whether dim paths may end
    early. `crop` is (x0, x1, y0, y1): columns [x0, x1) and rows [y0, y1) alone; `samples` is (first, last): these samples
    of every pixel alone. `threads` limits the CPU to that many, 0 means one a core. `camera`, `animation_time`, `animation`, `sky`,
    `sky_rotation` and `sky_strength` are those of Scene; of a Scene that is made already, they can change the sky alone.

    The picture depends on the scene, the size, the seed, the samples and the settings, and on nothing else. Other threads
    of Python run meanwhile; Ctrl-C, or an exception of `progress`, stops it.
    Raises InvalidInputError, LimitError, UsageError, NoDeviceError, DeviceLostError.
    """
    job = Job(scene, backend, device, width=width, height=height, spp=spp, max_depth=max_depth, seed=seed,
               integrator=integrator, sampler=sampler, roulette=roulette, crop=crop, samples=samples, threads=threads,
               require_hardware=require_hardware, camera=camera, animation_time=animation_time, animation=animation, sky=sky,
               sky_rotation=sky_rotation, sky_strength=sky_strength)
    job.render(job.last, progress)
    return job.image(job.last)


def render_film(scene: Scene | SceneLike, backend: str = "auto", device: Device | int | str | None = None, *,
                progress: Progress = None, **settings: Any) -> Film:
    """As render, but returns the Film with the exact sums, which can be added to others, hashed and saved."""
    job = Job(scene, backend, device, **settings)
    job.render(job.last, progress)
    return job.film()


def progressive(scene: Scene | SceneLike, backend: str = "auto", device: Device | int | str | None = None, *,
                progress: Progress = None, **settings: Any) -> Iterator[Image]:
    """Yields an Image after 1, 2, 4, 8, ... samples of every pixel, and at last the one that render returns.

    Takes what render takes. Leaving the loop ends the rendering.
    """
    job = Job(scene, backend, device, **settings)
    end = job.first
    while end < job.last:
        end = min(job.last, job.first + max(1, 2 * (end - job.first)))
        job.render(end, progress)
        yield job.image(end)
