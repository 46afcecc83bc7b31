"""Drawing a picture for a visitor: in passes of about a second, so that it can be shown, shared and stopped.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from .. import Device, Image, Scene
from .._render import Job
from ._limits import WebLimits
from ._turns import turns_at

PASS_SECONDS = 1.0


class Cancelled(Exception):
    """Raised within a pass once the visitor has asked for an end."""


@dataclass(frozen=True)
class Order:
    """What a picture is asked for."""

    scene: Scene
    device: Device | str
    """A device, or "all" for those of `devices`."""
    width: int
    height: int
    spp: int
    max_depth: int
    seed: int = 0
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True)
class Step:
    """A picture as it stands after a pass."""

    image: Image
    spp: int
    """Samples a pixel so far."""
    render_seconds: float
    """The device's own time for them."""
    is_last: bool
    why_early: str = ""
    """Why it is the last though samples are missing."""

    @property
    def samples_per_second(self) -> float:
        """Over all pixels."""
        height, width = self.image.shape[:2]
        return width * height * self.spp / self.render_seconds if self.render_seconds > 0 else 0.0


def draw(order: Order, limits: WebLimits, cancelled: threading.Event) -> Iterator[Step]:
    """Yields a Step after each pass; whatever ends it, the last one has is_last set. Raises triptych.Error."""
    limits.check(order.width, order.height, order.spp, order.max_depth)
    job = Job(order.scene, device=order.device, width=order.width, height=order.height, spp=order.spp,
               max_depth=order.max_depth, seed=order.seed)
    turns = [turns_at(device.backend, device.index)
             for device in (order.devices if isinstance(order.device, str) else (order.device,))]
    turns = sorted(set(turns), key=id)  # taken in one order by all, so that nobody waits for another for ever
    started = time.monotonic()

    def stop_if_asked(_done: int, _total: int) -> None:
        if cancelled.is_set():
            raise Cancelled

    end, count, step = job.first, 1, None
    while end < job.last:
        end = min(job.last, end + count)
        pass_started = time.monotonic()
        try:
            with contextlib.ExitStack() as held:
                for each in turns:
                    held.enter_context(each.turn())
                stop_if_asked(0, 0)
                pass_started = time.monotonic()
                job.render(end, stop_if_asked)
                step = _step(job, end)
        except Cancelled:
            if step is not None:
                yield Step(step.image, step.spp, step.render_seconds, True, "stopped")
            return
        seconds = time.monotonic() - pass_started
        if seconds < PASS_SECONDS / 2:
            count *= 2
        elif seconds > 2 * PASS_SECONDS:
            count = max(1, count // 2)
        if not step.is_last and time.monotonic() - started > limits.seconds:
            yield Step(step.image, step.spp, step.render_seconds, True, f"ended after {limits.seconds:g} s, the limit here")
            return
        yield step


def _step(job: Job, end: int) -> Step:
    image = job.image(end)
    assert image.rendering is not None
    return Step(image, end - job.first, image.rendering.seconds, end == job.last)
