"""Devices against each other: the same bits, and how fast.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Optional

from . import _core
from ._devices import Device, devices as all_devices
from ._errors import Error
from ._film import Film, FilmDifference
from ._render import render_film
from ._scene import Scene, SceneLike, scene_of

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Verdict:
    """How a device's film compares with that of the reference."""

    device: Device
    status: str
    """"reference", "equal", "different", "failed" or "skipped"."""
    reason: str = ""
    """Of "failed" and "skipped"."""
    film_hash: str = ""
    difference: FilmDifference | None = None


@dataclass(frozen=True)
class Verification:
    """What verify found."""

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


def verify(scene: Scene | SceneLike, devices: Iterable[Device] | None = None, **settings: Any) -> Verification:
    """Draws a scene on every device, or on those given, and compares the sums bit by bit.

    The reference is the CPU with its plainest kernel. `settings` are those of render. What a device raises becomes its
    verdict.
    """
    scene = scene_of(scene, settings)
    scene.packed()  # what is wrong with the scene is no device's failure
    wanted = list(all_devices() if devices is None else devices)
    reference = [device for device in all_devices() if device.kind == "processor" and device.available][-1]
    verdicts: list[Verdict] = []
    first: Film | None = None
    for device in [reference, *(device for device in wanted if device != reference)]:
        if not device.available:
            verdicts.append(Verdict(device, "skipped", device.unavailable))
            continue
        try:
            film = render_film(scene, device=device, **settings)
        except Error as error:
            if device == reference:
                raise
            verdicts.append(Verdict(device, "failed", str(error)))
            continue
        if first is None:
            first = film
            verdicts.append(Verdict(device, "reference", film_hash=film.hash))
            continue
        difference = first.difference(film)
        verdicts.append(Verdict(device, "different" if difference.pixels else "equal", "", film.hash, difference))
    return Verification(scene.name, verdicts)


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
    """That it computes with; 0 for what is no processor."""
    status: str
    """"measured", "absent", "failed" or "too slow"."""
    reason: str
    """One sentence, where it was not measured."""
    verdict: str
    """On the picture: "reference", "equal", "different" or "not compared"."""
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
    """Times the first measured device's, from paired rounds."""

    @property
    def label(self) -> str:
        """A short name: "cuda 0"."""
        return f"{self.backend} {self.index}"


def _times_of(values: dict[str, Any]) -> DeviceTimes:
    medians = {name: Median(**value) for name, value in values.items() if isinstance(value, dict)}
    return DeviceTimes(**{**values, **medians, "runs": tuple(values.get("runs", ()))})


@dataclass(frozen=True)
class Bench:
    """What bench measured."""

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


def bench(scene: Scene | SceneLike = "one-weekend", devices: Iterable[Device] | None = None, *, width: int | None = 400,
          height: int | None = None, spp: int | None = 8, max_depth: int | None = None, seed: int = 0,
          integrator: str | None = None, sampler: str | None = None, roulette: bool | None = None, runs: int = 10,
          warmup: int = 2, budget_seconds: float = 60.0, threads: int = 0,
          progress: Optional[Callable[[str], Any]] = None, **loading: Any) -> Bench:
    """Times the devices (all, or those given) against each other on the same picture, as `triptych bench` does.

    Each draws the picture `warmup` + `runs` times, in turns; who takes longer than `budget_seconds` for one is left out.
    The default picture is small, so that slow devices take about a second. `progress` is told what is being done.
    `loading` are `camera`, `animation_time`, `animation`, `sky`, `sky_rotation` and `sky_strength` as of render.
    """
    wanted = set(devices) if devices is not None else None
    scene = scene_of(scene, loading)
    if loading:
        raise TypeError(f"There is no setting {next(iter(loading))!r}.")
    chosen = [info for info in _core.list_devices()
              if wanted is None or any((info.backend, info.index) == (device.backend, device.index) for device in wanted)]
    request = _core.Request.make(width, height, spp, max_depth, seed, integrator, sampler, roulette, None, None)
    times = _core.bench(scene._core, request, chosen, runs, warmup, budget_seconds, threads, progress)
    return Bench(scene.name, [_times_of(values) for values in times])
