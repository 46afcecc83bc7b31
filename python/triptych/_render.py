"""Rendering: the whole picture at once, its film, or picture by picture as it gets clearer.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from . import _core
from ._checked import MAX_THREADS, checked, within
from ._devices import Device, DeviceLike, choose_render_devices, device_of, share_of
from ._errors import UsageError
from ._film import Film
from ._image import Image, Rendering
from ._method import Method
from ._progress import Progress, shown_by
from ._scene import Scene, SceneLike, scene_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

_Function = TypeVar("_Function", bound=Callable[..., Any])


@checked
def request_of(scene: Scene | SceneLike, *, width: int | None = None, height: int | None = None, spp: int | None = None,
               max_depth: int | None = None, seed: int = 0, crop: tuple[int, int, int, int] | None = None,
               samples: tuple[int, int] | None = None, clamp_indirect: float = 0.0,
               **settings: Any) -> tuple[Scene, _core.Request]:
    """The scene itself and what is asked of its picture; `settings` are those of Method and of scene_of."""
    method = {name: settings.pop(name) for name in Method.__annotations__ if name in settings}
    chosen = scene_of(scene, settings)
    if settings:
        name = next(iter(settings))
        raise TypeError(f"There is no setting {name!r} of what is rendered here.")
    return chosen, _core.Request.make(width, height, spp, max_depth, seed, method, crop, samples, clamp_indirect)


class Job:
    """One picture on one device or several, rendered some samples at a time."""

    @checked
    def __init__(self, scene: Scene | SceneLike, backend: str = "auto", device: DeviceLike = None, *,
                 threads: int = 0, require_hardware: bool = False, **settings: Any) -> None:
        within("threads", threads, 0, MAX_THREADS)
        chosen_scene, request = request_of(scene, **settings)
        chosen = choose_render_devices(backend, device, require_hardware)
        self._session = _core.Session(chosen_scene._core, chosen, request, threads)
        self.first, self.last = self._session.samples

    def render(self, end: int, progress: Progress) -> None:
        self._session.render(end, shown_by(progress))

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


@checked
def run_options(*, aovs: str | Iterable[str] = (), denoise: bool = False, light_groups: bool = False,
                cryptomatte: str | Iterable[str] = (), target_noise: float | None = None,
                time_limit: float | None = None, checkpoint: str | os.PathLike[str] | None = None,
                checkpoint_interval: float | None = None, resume: bool = False, threads: int = 0) -> _core.RunOptions:
    """How a render ends, what it makes beside the film, and where it is kept."""
    within("threads", threads, 0, MAX_THREADS)
    options = _core.RunOptions()
    options.threads = threads
    options.aovs = [aovs] if isinstance(aovs, str) else list(aovs)
    options.denoise = denoise
    options.light_groups = light_groups
    options.cryptomattes = [cryptomatte] if isinstance(cryptomatte, str) else list(cryptomatte)
    options.target_noise, options.time_limit = target_noise, time_limit
    options.checkpoint = "" if checkpoint is None else os.fspath(checkpoint)
    options.checkpoint_interval, options.resume = checkpoint_interval, resume
    return options


_RUN_OPTIONS = frozenset(inspect.signature(run_options).parameters)


def split_settings(settings: dict[str, Any]) -> _core.RunOptions:
    """Takes the keywords of run_options out of `settings`."""
    return run_options(**{name: settings.pop(name) for name in _RUN_OPTIONS & settings.keys()})


@checked
def run_render(scene: Scene | SceneLike, backend: str, device: DeviceLike, *, require_hardware: bool = False,
               progress: Progress = None, **settings: Any) -> _core.Rendering:
    """A whole render by the driver that the command line calls."""
    options = split_settings(settings)
    chosen_scene, request = request_of(scene, **settings)
    return _core.render(chosen_scene._core, choose_render_devices(backend, device, require_hardware), request, options,
                        shown_by(progress))


def image_of(run: _core.Rendering) -> Image:
    film = Film(run.film)
    film_hash = film.hash
    denoised = run.take_denoised()
    image = film.mean() if denoised is None else Image(denoised)
    image._metadata = run.metadata(film_hash)
    if denoised is not None:
        image._metadata["denoised"] = "by Open Image Denoise"
        image._place = film._core.place
        image.alpha = film.alpha
    image.light_groups = {name: Film(group) for name, group in run.take_light_groups()}
    image._set_channels(run.take_channels())
    height, width = film.shape
    image.rendering = Rendering(device_of(run.device), film_hash, film.samples[0], run.render_seconds,
                                run.compile_seconds, run.rays, run.invalid_samples, run.ended_by, run.relative_noise,
                                film.spp - run.samples_done // (width * height), denoised is not None,
                                tuple(share_of(share) for share in run.devices))
    return image


def _with_method(function: _Function) -> _Function:
    """Names the keywords of Method one by one in the function's signature, for help() and editors."""
    signature = inspect.signature(function)
    named = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
             for name, annotation in inspect.get_annotations(Method).items()]
    rest = [parameter for parameter in signature.parameters.values() if parameter.kind != inspect.Parameter.VAR_KEYWORD]
    setattr(function, "__signature__", signature.replace(parameters=rest + named))
    return function


@_with_method
@checked
def render(scene: Scene | SceneLike, backend: str = "auto", device: DeviceLike = None, *,
           width: int | None = None, height: int | None = None, spp: int | None = None, max_depth: int | None = None,
           seed: int = 0, crop: tuple[int, int, int, int] | None = None, samples: tuple[int, int] | None = None,
           clamp_indirect: float = 0.0, threads: int = 0,
           require_hardware: bool = False, camera: str | int | None = None, animation_time: float | None = None,
           animation: str | int | None = None, variant: str | int | None = None, sky: str | os.PathLike[str] | None = None,
           sky_rotation: float | None = None, sky_strength: float | None = None, aovs: str | Iterable[str] = (),
           denoise: bool = False, light_groups: bool = False, cryptomatte: str | Iterable[str] = (),
           target_noise: float | None = None, time_limit: float | None = None,
           checkpoint: str | os.PathLike[str] | None = None, checkpoint_interval: float | None = None,
           resume: bool = False, progress: Progress = None, **method: Unpack[Method]) -> Image:
    """Renders a scene and returns an Image, a float32 array of shape (height, width, 3) in linear RGB.

    `scene` is a Scene or whatever one is made from. `backend` is "auto", "vulkan", "cuda" or "cpu"; `device` a Device, an
    index, a UUID or part of a name, or for several that draw together "all", a sequence, or a text as "vulkan:0,cuda:1,cpu". What is None comes from the scene; where only one of `width` and `height` is given,
    the other keeps the scene's shape. `spp` are samples a pixel, `max_depth` how often a path may scatter, `seed` is in
    [0, 2^32), `integrator` "path" or "path-mis", `sampler` "independent" or "sobol", `roulette` whether dim paths may end
    early. `crop` is (x0, x1, y0, y1): only columns [x0, x1) and rows [y0, y1); `samples` is (first, last): only these
    samples of every pixel. `clamp_indirect` dims what is brighter of indirect light, path by path, against fireflies; 0 is
    off. `threads` limits the CPU's threads; 0 means one a core. `camera`, `animation_time`,
    `animation`, `variant`, `sky`, `sky_rotation` and `sky_strength` are those of Scene; for a Scene that exists already, only the sky
    can be changed.

    With `transparent` the camera does not see the background, which lights the scene all the same: the image has `alpha`
    and `rgba`. `aovs` are names of what camera rays meet first, such as "albedo", "normal" and "depth", or "all": the image has them
    as `aovs`. `denoise` removes the noise by Open Image Denoise, where it is installed. With `light_groups` the image has the
    film of each light group's share of the light, by name, as `light_groups`; together they are the image's own, to the bit. `cryptomatte` are names among "object", "material"
    and "instance", or "all": the mattes' layers are among `aovs`.

    `target_noise` ends the render once the error relative to the mean is at most this, `time_limit` after this many
    seconds, with the samples done by then; `image.rendering` says which samples those are and why it ended.
    `checkpoint` names a file that keeps an unfinished render every ten seconds, or every `checkpoint_interval` seconds (0:
    about twice a second), and when an exception ends it; it is removed once the image is complete. With `resume` the
    render continues from that file, or from a film of your own, which is only read.

    The picture depends on the scene, the size, the seed, the samples and the settings, and on nothing else. Other threads
    of Python run meanwhile. Ctrl-C or an exception of `progress` ends the render, with a checkpoint within two seconds.
    Raises InvalidInputError, LimitError, UsageError, NoDeviceError, DeviceLostError, OutputError, ForeignFilmError.
    """
    return image_of(run_render(
        scene, backend, device, width=width, height=height, spp=spp, max_depth=max_depth, seed=seed, crop=crop, samples=samples,
        clamp_indirect=clamp_indirect, threads=threads, require_hardware=require_hardware, camera=camera, animation_time=animation_time, animation=animation, variant=variant, sky=sky,
        sky_rotation=sky_rotation, sky_strength=sky_strength, aovs=aovs, denoise=denoise,
        light_groups=light_groups, cryptomatte=cryptomatte, target_noise=target_noise,
        time_limit=time_limit, checkpoint=checkpoint, checkpoint_interval=checkpoint_interval, resume=resume,
        progress=progress, **method))


@checked
def render_film(scene: Scene | SceneLike, backend: str = "auto", device: DeviceLike = None, *,
                progress: Progress = None, **settings: Any) -> Film:
    """As render, but returns the Film with the exact sums, which can be added to others, hashed and saved.

    Takes what render takes, except `aovs`, `denoise`, `light_groups` and `cryptomatte`, which films do not hold.
    """
    for name in ("aovs", "denoise", "light_groups", "cryptomatte"):
        if name in settings:
            raise UsageError(f"A film holds exact sums, which {name} has no place in; leave it out, or call render.")
    return Film(run_render(scene, backend, device, progress=progress, **settings).film)


@checked
def progressive(scene: Scene | SceneLike, backend: str = "auto", device: DeviceLike = None, *,
                progress: Progress = None, **settings: Any) -> Iterator[Image]:
    """Yields an Image after 1, 2, 4, 8, ... samples of every pixel, and at last the one that render returns.

    Takes what render takes up to `sky_strength`. Leaving the loop ends the rendering.
    """
    job = Job(scene, backend, device, **settings)
    progress = shown_by(progress)
    end = job.first
    while end < job.last:
        end = min(job.last, job.first + max(1, 2 * (end - job.first)))
        job.render(end, progress)
        yield job.image(end)
