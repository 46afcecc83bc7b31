"""The timings of the engines that a visitor has tried, as a table and a chart.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

COLUMNS = ["engine", "picture", "spp", "seconds", "Msamples/s", "film"]


@dataclass(frozen=True)
class Timing:
    """One picture drawn to its end, or until it was stopped."""

    engine: str
    picture: str
    spp: int
    seconds: float
    samples_per_second: float
    film_hash: str

    def row(self) -> list[Any]:
        """The cells of COLUMNS."""
        return [self.engine, self.picture, self.spp, round(self.seconds, 3), round(self.samples_per_second * 1e-6, 3),
                self.film_hash]


def chart(timings: list[Timing]) -> Any:
    """Bars of samples a second of each engine, its last try at the picture drawn last; None before the first."""
    if not timings:
        return None
    from matplotlib.figure import Figure

    latest = {timing.engine: timing for timing in timings if timing.picture == timings[-1].picture}
    figure = Figure(figsize=(8, 1.2 + 0.5 * len(latest)), layout="constrained")
    axes = figure.subplots()
    speeds = [timing.samples_per_second * 1e-6 for timing in latest.values()]
    slowest = min(speeds)
    bars = axes.barh(list(latest), speeds, log=True, color="#2f7f9d")
    axes.bar_label(bars, [f"  {speed:.3g} ({speed / slowest:.1f} x)" if slowest > 0 else "" for speed in speeds])
    axes.invert_yaxis()
    axes.margins(x=0.25)
    axes.set_xlabel("million samples a second (more is faster)")
    axes.set_title(timings[-1].picture)
    return figure
