"""Devices against each other: the same bits, and how fast.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Optional

from . import _core
from ._checked import MAX_THREADS, checked, within
from ._devices import Device, device_of
from ._film import FilmDifference
from ._progress import Progress, shown_by
from ._render import request_of
from ._scene import Scene, SceneLike

MAX_RUNS = 10_000

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Verdict:
    """How a device's film compares with the reference's."""

    device: Device
    status: str
    """"reference", "equal", "different", "failed" or "skipped"."""
    reason: str = ""
    """Of "failed" and "skipped"."""
    film_hash: str = ""
    difference: FilmDifference | None = None


@dataclass(frozen=True)
class Verification:
    """The result of verify."""

    scene: str
    verdicts: list[Verdict]

    @property
    def equal(self) -> bool:
        """Whether at least two devices rendered, none failed, and all films are equal bit by bit."""
        compared = [verdict.status for verdict in self.verdicts if verdict.status != "skipped"]
        return "equal" in compared and set(compared) == {"reference", "equal"}

    def to_frame(self) -> pandas.DataFrame:
        """A pandas DataFrame with a row a device."""
        import pandas

        return pandas.DataFrame([
            {"backend": verdict.device.backend, "index": verdict.device.index, "name": verdict.device.name,
             "status": verdict.status, "reason": verdict.reason, "film_hash": verdict.film_hash,
             "differing_pixels": verdict.difference.pixels if verdict.difference else None}
            for verdict in self.verdicts])


@checked
def verify(scene: Scene | SceneLike, devices: Iterable[Device] | None = None, *, threads: int = 0,
           progress: Progress = None, **settings: Any) -> Verification:
    """Renders a scene on every device, or on those given, and compares the sums bit by bit.

    The reference is the CPU with its plainest kernel, the first device that renders. `settings` are `threads`, `progress`,
    and what render takes to say which picture is meant, `width` to `samples` and `camera` to `sky_strength`. An error of a
    device becomes its verdict. Raises InvalidInputError, LimitError, UsageError.
    """
    within("threads", threads, 0, MAX_THREADS)
    chosen_scene, request = request_of(scene, **settings)
    verdicts = []
    for found in _core.verify(chosen_scene._core, _infos_of(devices), request, threads, shown_by(progress)):
        difference = FilmDifference(*found.difference) if found.status in ("equal", "different") else None
        verdicts.append(Verdict(device_of(found.device), found.status, found.reason, found.film_hash, difference))
    return Verification(chosen_scene.name, verdicts)


def _infos_of(devices: Iterable[Device] | None) -> list[_core.DeviceInfo]:
    """The devices, or all of them for None, as the extension knows them."""
    infos = _core.list_devices()
    if devices is None:
        return infos
    wanted = {(device.backend, device.index) for device in devices}
    return [info for info in infos if (info.backend, info.index) in wanted]


@dataclass(frozen=True)
class Median:
    """A median and the interval that holds the true one with at least 95 % probability (from six runs on)."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class DeviceTimes:
    """The times of one device; those that were not measured are None."""

    backend: str
    index: int
    name: str
    threads: int
    """That it computes with; 0 unless it is a processor."""
    status: str
    """"measured", "absent", "failed" or "too slow"."""
    reason: str
    """One sentence, if it was not measured."""
    verdict: str
    """About the picture: "reference", "equal", "different" or "not compared"."""
    film_hash: str
    runs: tuple[float, ...] = ()
    """Seconds on the device, run by run."""
    seconds: Median | None = None
    samples_per_second: Median | None = None
    rays_per_second: Median | None = None
    cold_start_seconds: float | None = None
    """From nothing to the first sample, with empty caches."""
    warm_start_seconds: float | None = None
    speed: Median | None = None
    """Relative to the first measured device, from paired rounds."""

    @property
    def label(self) -> str:
        """A short name: "cuda 0"."""
        return f"{self.backend} {self.index}"


def _times_of(values: dict[str, Any]) -> DeviceTimes:
    medians = {name: Median(**value) for name, value in values.items() if isinstance(value, dict)}
    return DeviceTimes(**{**values, **medians, "runs": tuple(values.get("runs", ()))})


@dataclass(frozen=True)
class Bench:
    """The result of bench."""

    scene: str
    devices: list[DeviceTimes]

    @property
    def measured(self) -> list[DeviceTimes]:
        """The devices that were measured."""
        return [times for times in self.devices if times.seconds is not None]

    def to_frame(self) -> pandas.DataFrame:
        """A pandas DataFrame with a row a device; medians become columns such as `seconds`, `seconds_low`."""
        import pandas

        rows = []
        for times in self.devices:
            row: dict[str, Any] = {}
            for name, value in asdict(times).items():
                if isinstance(value, dict):
                    row |= {name: value["median"], f"{name}_low": value["low"], f"{name}_high": value["high"]}
                else:
                    row[name] = value
            rows.append(row)
        return pandas.DataFrame(rows)

    def plot(self, axes: Axes | None = None) -> Axes:
        """Bars of seconds a picture, on a logarithmic scale, on matplotlib's axes (new ones by default)."""
        if axes is None:
            from matplotlib import pyplot

            _, axes = pyplot.subplots(figsize=(9, 0.5 * len(self.measured) + 1.5), layout="constrained")
        times = list(reversed(self.measured))
        medians = [entry.seconds.median for entry in times if entry.seconds]
        errors = [[entry.seconds.median - entry.seconds.low for entry in times if entry.seconds],
                  [entry.seconds.high - entry.seconds.median for entry in times if entry.seconds]]
        bars = axes.barh([f"{entry.label}: {entry.name}" for entry in times], medians, xerr=errors, log=True,
                         color="#2f7f9d", ecolor="#333333")
        axes.bar_label(bars, [f"  {median:.3g} s" for median in medians])
        axes.set_xlim(min(medians, default=1) / 4, max(medians, default=1) * 4)
        axes.set_xlabel("seconds a picture (less is faster)")
        axes.set_title(self.scene)
        return axes


@checked
def bench(scene: Scene | SceneLike = "one-weekend", devices: Iterable[Device] | None = None, *, width: int | None = 400,
          height: int | None = None, spp: int | None = 8, max_depth: int | None = None, seed: int = 0,
          runs: int = 10, warmup: int = 2, budget_seconds: float = 60.0, threads: int = 0,
          progress: Optional[Callable[[str], Any]] = None, **settings: Any) -> Bench:
    """Times the devices (all, or those given) against each other on the same picture, as `triptych bench` does.

    Each renders the picture `warmup` + `runs` times, in turns; a device that takes longer than `budget_seconds` for one is
    left out. The default picture is small, so that slow devices take about a second. `progress` is told what is being done.
    `settings` are `integrator`, `sampler`, `roulette`, `camera`, `animation_time`, `animation`, `sky`, `sky_rotation` and
    `sky_strength` as of render.
    """
    for name, value, low, high in (("threads", threads, 0, MAX_THREADS), ("runs", runs, 1, MAX_RUNS), ("warmup", warmup, 0, MAX_RUNS),
                                   ("budget_seconds", budget_seconds, 0, sys.float_info.max)):
        within(name, value, low, high)
    chosen_scene, request = request_of(scene, width=width, height=height, spp=spp, max_depth=max_depth, seed=seed,
                                       **settings)
    times = _core.bench(chosen_scene._core, request, _infos_of(devices), runs, warmup, budget_seconds, threads, progress)
    return Bench(chosen_scene.name, [_times_of(values) for values in times])
