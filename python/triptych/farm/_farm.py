"""Gives samples out to the workers of a Dask cluster and adds up the films that come back.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import distributed
from distributed import Client, Future, LocalCluster

import triptych
from triptych import Device, Film, Image, Rendering, Scene, UsageError
from triptych._frames import FrameSource, scenes_of_frames
from triptych._progress import Progress, shown_by
from triptych._render import request_of
from triptych._scene import SceneLike, scene_of

from . import _work
from ._ranges import split

MAX_FILMS_FOR_CLIENT = 64
"""Of more ranges workers first merge groups, so that the client's network and processor are not what all wait for."""
IDLE_SECONDS = 10.0
"""Without a task on any worker, after which a render that is not complete gives out again what is missing."""
MAX_ATTEMPTS = 5
"""To draw a range whose scene or worker was lost."""


def render(scene: Scene | SceneLike, client: Client | None = None, *, backend: str = "auto",
           device: Device | int | str | None = None, least_samples: int = 1, progress: Progress = None,
           **settings: Any) -> Image:
    """Renders a scene on all workers of a Dask cluster; the image is that of triptych.render on any one device.

    `client` is connected to the cluster; without one, a cluster of this machine has a worker for each GPU and one for the
    processor. Each worker draws on the device that `backend` and `device` name there. Workers take ranges of samples, of
    `least_samples` at least. A worker that dies costs what it was drawing. `progress` is True for a bar, or told (samples
    done, samples in all) over all pixels. `settings` are those of triptych.render that change the picture.

    Raises UsageError where a worker has another version of Triptych or would draw another picture, and the errors of
    triptych.render. When it ends by an exception, Ctrl-C among them, the workers are soon idle again.
    """
    film, devices, seconds = _render(scene, client, backend, device, least_samples, progress, settings)
    image = film.mean()
    image.rendering = Rendering(_farm_device(devices), film.hash, film.samples[0], seconds, 0.0, 0, film.invalid_samples)
    return image


def render_film(scene: Scene | SceneLike, client: Client | None = None, *, backend: str = "auto",
                device: Device | int | str | None = None, least_samples: int = 1, progress: Progress = None,
                **settings: Any) -> Film:
    """As render, but returns the Film with the exact sums."""
    return _render(scene, client, backend, device, least_samples, progress, settings)[0]


def render_frames(source: FrameSource, frames: Iterable[int], client: Client | None = None, *, fps: float = 24.0,
                  backend: str = "auto", device: Device | int | str | None = None, least_samples: int = 1,
                  progress: Progress = None, **settings: Any) -> Iterator[tuple[int, Film]]:
    """Yields pairs of a frame's number and its film; all workers draw on each frame.

    `source`, `frames` and `fps` are those of triptych.render_frames, all else is as in render. The scene of each frame travels to the
    workers, which need no files.
    """
    with contextlib.ExitStack() as stack:
        devices: dict[str, tuple[str, int]] | None = None
        for frame, scene in scenes_of_frames(source, frames, fps, settings):
            if client is None:
                devices = _own_devices(backend, device)
                client = stack.enter_context(_own_cluster(devices))
            yield frame, _render(scene, client, backend, device, least_samples, progress, dict(settings), devices)[0]


def _farm_device(names: set[str]) -> Device:
    return Device("farm", 0, "; ".join(sorted(names)), "", f"Dask {distributed.__version__}", "virtual", 0, "", "")


def _render(scene: Scene | SceneLike, client: Client | None, backend: str, device: Device | int | str | None,
            least_samples: int, progress: Progress, settings: dict[str, Any],
            devices: dict[str, tuple[str, int]] | None = None) -> tuple[Film, set[str], float]:
    """The film, the devices that drew it, and their seconds summed up. `devices` are those of a cluster of one's own."""
    if isinstance(device, Device):
        backend, device = device.backend, device.index
    settings = dict(settings)
    chosen = scene_of(scene, settings)
    request_of(chosen, **settings)  # settings that no worker could draw are refused here
    first, last = settings.pop("samples", None) or (0, settings.get("spp") or chosen.spp)
    settings.pop("spp", None)
    with contextlib.ExitStack() as stack:
        devices = devices or {}
        if client is None:
            devices = _own_devices(backend, device)
            client = stack.enter_context(_own_cluster(devices))
        proof = _check_workers(client, devices, backend, device)
        job = stack.enter_context(contextlib.closing(_Job(client, chosen)))
        workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        for samples in split(first, last, workers, least_samples):
            job.submit(samples, settings, devices, backend, device, proof)
        return job.collect(shown_by(progress))


def _own_devices(backend: str, device: int | str | None) -> dict[str, tuple[str, int]]:
    """Worker's name and device, for the GPUs of this machine, each once, and its processor; or for what is asked for."""
    found = [entry for entry in triptych.devices() if entry.available and entry.kind != "software"]
    if backend != "auto" or device is not None:
        return {"0": (backend, device)}  # type: ignore[dict-item]
    once: dict[str, Device] = {}
    for entry in found:
        once.setdefault(entry.uuid or f"{entry.backend} {entry.index}", entry)
    return {str(i): (entry.backend, entry.index) for i, entry in enumerate(once.values())}


@contextlib.contextmanager
def _own_cluster(devices: dict[str, tuple[str, int]]) -> Iterator[Client]:
    """A process for each device, without a dashboard that others could reach."""
    with contextlib.ExitStack() as stack:
        cluster = LocalCluster(n_workers=len(devices), threads_per_worker=1, processes=True, dashboard_address=None)
        stack.callback(_close, cluster)
        client = Client(cluster)
        stack.callback(_close, client)
        yield client


def _close(part: Client | LocalCluster) -> None:
    """After a worker has died, Dask may fail to close what is left; the picture is good all the same."""
    with contextlib.suppress(Exception):
        part.close()


def _check_workers(client: Client, devices: dict[str, tuple[str, int]], backend: str,
                   device: int | str | None) -> tuple[str, str]:
    """Version and film hash that all workers must have. Raises UsageError where one has others."""
    client.wait_for_workers(max(1, len(devices)), timeout=60)
    own = triptych.__version__, triptych.render(_work.PROOF_SCENE, "cpu", **_work.PROOF_SETTINGS).film_hash or ""
    wrong = []
    for address, proof in client.run(_work.prove, devices, backend, device, on_error="return").items():
        if isinstance(proof, BaseException):
            wrong.append(f"{address} cannot render: {proof}")
        elif proof[0] != own[0]:
            wrong.append(f"{address} has Triptych {proof[0]}, and this is {own[0]}")
        elif proof[1] != own[1]:
            wrong.append(f"{address} ({proof[2]}) draws another picture than this machine")
    if wrong:
        raise UsageError("Not all workers can take part: " + "; ".join(wrong) + ".")
    return own


class _Job:
    """The futures of one render."""

    def __init__(self, client: Client, scene: Scene) -> None:
        self._client = client
        self._scene = scene
        self._content = scene.to_bytes()
        self._digest = _work.digest_of(self._content)
        self._token = uuid.uuid4().hex[:8]
        self._ranges: dict[Future, tuple[tuple[int, int], tuple[Any, ...], int]] = {}
        self._scatter()

    def _scatter(self) -> None:
        self._scattered = self._client.scatter(self._content, broadcast=True, hash=False)

    def submit(self, samples: tuple[int, int], *arguments: Any, attempt: int = 0) -> Future:
        """A task for a range, with a name that Dask's dashboard shows."""
        key = f"triptych {self._scene.name} {samples[0]}:{samples[1]}-{self._token}-{attempt}"
        future = self._client.submit(_work.draw, self._digest, self._scattered, samples, *arguments, key=key, pure=False,
                                     retries=1, priority=-samples[0])
        self._ranges[future] = samples, arguments, attempt
        return future

    def collect(self, show: Callable[[int, int], Any] | None) -> tuple[Film, set[str], float]:
        """Adds up films in the order in which they come."""
        total = sum(end - first for (first, end), _, _ in self._ranges.values())
        film: Film | None = None
        devices: set[str] = set()
        seconds = 0.0
        # With results: films leave their worker as soon as they are done, so that they do not die with it.
        waiting = distributed.as_completed(self._grouped(), with_results=True, raise_errors=False, loop=self._client.loop)
        for future, part in self._arrivals(waiting):
            if not isinstance(part, _work.Part):
                waiting.update(self._again(future, part))
                continue
            self._release(future)
            film = part.film() if film is None else film + part.film()
            devices.update(part.devices)
            seconds += part.seconds
            pixels = film.shape[0] * film.shape[1]
            if show:
                show(film.spp * pixels, total * pixels)
        assert film is not None
        return film, devices, seconds

    def _grouped(self) -> list[Future]:
        """The ranges' futures, or those of merges of several."""
        futures = list(self._ranges)
        if len(futures) <= MAX_FILMS_FOR_CLIENT:
            return futures
        size = -(-len(futures) // MAX_FILMS_FOR_CLIENT)
        groups = [futures[i:i + size] for i in range(0, len(futures), size)]
        self._groups = {}
        for i, group in enumerate(groups):
            merged = self._client.submit(_work.merge, group, key=f"triptych merge {i}-{self._token}", pure=False)
            self._groups[merged] = group
        return list(self._groups)

    _groups: dict[Future, list[Future]] = {}

    def _arrivals(self, waiting: distributed.as_completed) -> Iterator[tuple[Future, Any]]:
        """What arrives. Now and then Dask forgets a task whose worker died; where no worker has any task for IDLE_SECONDS,
        what has not arrived is given out again."""
        last = time.monotonic()
        while waiting.count():
            if waiting.has_ready():
                yield next(waiting)
                last = time.monotonic()
                continue
            time.sleep(0.01)
            if time.monotonic() - last < IDLE_SECONDS:
                continue
            last = time.monotonic()
            if not any(self._client.processing().values()):
                for future in [*self._groups] or [*self._ranges]:
                    self._client.cancel([future], force=True)  # it then arrives as cancelled

    def _release(self, received: Future) -> None:
        """Lets the cluster forget what was received, or it would be drawn again when its worker dies."""
        for future in self._groups.pop(received, [received]):
            del self._ranges[future]
            future.release()
        received.release()

    def _again(self, lost: Future, error: Any) -> list[Future]:
        """New futures for the ranges of one that was lost with the scene or its workers. Raises all other errors."""
        exception = error[1].with_traceback(error[2]) if isinstance(error, tuple) else error
        if not isinstance(exception, (distributed.CancelledError, _work.Cancelled, TimeoutError)):
            raise exception
        self._client.wait_for_workers(1, timeout=60)
        self._scatter()
        futures = []
        for future in self._groups.pop(lost, [lost]):
            samples, arguments, attempt = self._ranges.pop(future)
            if attempt + 1 >= MAX_ATTEMPTS:
                raise RuntimeError(f"Samples {samples[0]}:{samples[1]} were given to workers {MAX_ATTEMPTS} times, and lost "
                                   "each time.")
            futures.append(self.submit(samples, *arguments, attempt=attempt + 1))
        return futures

    def close(self) -> None:
        """Takes back what is not drawn yet; workers notice within a dispatch."""
        with contextlib.suppress(Exception):
            self._client.cancel([*self._ranges, *self._groups, self._scattered], force=True)
