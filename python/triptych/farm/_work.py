"""What runs on a worker: one range of samples of one scene, and the proof that it draws as everybody else does.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import hashlib
import threading
import zlib
from dataclasses import dataclass
from typing import Any

import distributed

import triptych
from triptych import Film, Scene
from triptych._devices import device_of
from triptych._render import run_render

PROOF_SCENE = "three-spheres"
PROOF_SETTINGS = {"width": 32, "spp": 2}


class Cancelled(Exception):
    """Nobody waits for this range any more."""


@dataclass(frozen=True)
class Part:
    """A film on its way: its bytes, compressed, and how it was drawn."""

    content: bytes
    devices: frozenset[str]
    seconds: float
    """Of devices, summed up."""

    def film(self) -> Film:
        return Film.from_bytes(zlib.decompress(self.content))


def pack(film: Film, devices: frozenset[str], seconds: float) -> Part:
    return Part(zlib.compress(film.to_bytes(), 1), devices, seconds)


def digest_of(content: bytes) -> str:
    """What names a scene's bytes."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


_lock = threading.Lock()
_scenes: dict[str, Scene] = {}  # of this process, by digest; the last two
_MAX_SCENES = 2


def scene_of(digest: str, content: bytes) -> Scene:
    """The scene of those bytes, unpacked once a process. Raises RuntimeError where they changed on their way."""
    with _lock:
        if digest in _scenes:
            return _scenes[digest]
        if digest_of(content) != digest:
            raise RuntimeError("The scene changed on its way to this worker.")
        while len(_scenes) >= _MAX_SCENES:
            del _scenes[next(iter(_scenes))]
        scene = _scenes[digest] = Scene.from_bytes(content)
        return scene


def device_settings(devices: dict[str, tuple[str, int]], backend: str, device: Any) -> dict[str, Any]:
    """The device of this worker: that of its name, else what was asked for."""
    try:
        name = str(distributed.get_worker().name)
    except ValueError:
        name = ""
    if name in devices:
        backend, device = devices[name]
    return {"backend": backend, "device": device}


def prove(devices: dict[str, tuple[str, int]], backend: str, device: Any) -> tuple[str, str, str]:
    """This worker's version of Triptych, the hash of a small film that it draws, and its device."""
    image = triptych.render(PROOF_SCENE, **PROOF_SETTINGS, **device_settings(devices, backend, device))
    assert image.rendering is not None
    return triptych.__version__, image.rendering.film_hash, str(image.rendering.device)


_proven: set[str] = set()  # settings under which this process has drawn the proof


def _check(proof: tuple[str, str], chosen: dict[str, Any]) -> None:
    """Once a process, for workers that joined after the render began. Raises RuntimeError."""
    key = repr(sorted(chosen.items()))
    if key in _proven:
        return
    drawn = prove({}, chosen["backend"], chosen["device"])[:2]
    if drawn != proof:
        raise RuntimeError(f"This worker has Triptych {drawn[0]} and draws the film {drawn[1]} where the others, with "
                           f"{proof[0]}, draw {proof[1]}.")
    _proven.add(key)


def _is_wanted(worker: distributed.Worker, key: str) -> bool:
    """Whether the scheduler still has this task for this worker."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state in ("executing", "long-running")


def draw(digest: str, content: bytes, samples: tuple[int, int], settings: dict[str, Any],
         devices: dict[str, tuple[str, int]], backend: str, device: Any, proof: tuple[str, str]) -> Part:
    """The film of one range. Ends early with Cancelled where the task was taken back."""
    chosen = device_settings(devices, backend, device)
    _check(proof, chosen)
    worker, key = distributed.get_worker(), distributed.worker.thread_state.key

    def go_on(done: int, total: int) -> None:
        if not _is_wanted(worker, key):
            raise Cancelled

    run = run_render(scene_of(digest, content), samples=samples, progress=go_on, **settings, **chosen)
    return pack(Film(run.film), frozenset({str(device_of(run.device))}), run.render_seconds)


def merge(parts: list[Part]) -> Part:
    """The film of all parts together."""
    film = sum(part.film() for part in parts)
    assert isinstance(film, Film)
    return pack(film, frozenset().union(*(part.devices for part in parts)), sum(part.seconds for part in parts))
