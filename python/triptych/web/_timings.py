"""The timings of the engines that a visitor has tried, as a table and a chart.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import textwrap
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
    work: tuple[Any, ...] = ()
    """What was drawn: of equal work alone are times compared."""

    def row(self) -> list[Any]:
        """The cells of COLUMNS."""
        return [self.engine, self.picture, self.spp, round(self.seconds, 3), round(self.samples_per_second * 1e-6, 3),
                self.film_hash]


def chart(timings: list[Timing]) -> Any:
    """Bars of samples a second of each engine, its last try at the work done last; None before the first."""
    if not timings:
        return None
    from matplotlib.figure import Figure

    latest = {timing.engine: timing for timing in timings if timing.work == timings[-1].work}
    figure = Figure(figsize=(8, 1.4 + 0.6 * len(latest)), layout="constrained")
    axes = figure.subplots()
    speeds = [timing.samples_per_second * 1e-6 for timing in latest.values()]
    slowest, fastest = max(min(speeds), 1e-9), max(*speeds, 1e-9)
    bars = axes.barh([textwrap.fill(engine, 28) for engine in latest], speeds, log=True, color="#2f7f9d")
    axes.bar_label(bars, [f"  {speed:.3g} ({speed / slowest:.1f} x)" if slowest > 0 else "" for speed in speeds])
    axes.invert_yaxis()
    # The labels take about a third of the width, on this scale a power of what the bars span.
    axes.set_xlim(slowest / 2, fastest * 4 * (fastest / slowest) ** 0.5)
    axes.set_xlabel("million samples a second (more is faster)")
    axes.set_title(textwrap.fill(timings[-1].picture, 70), fontsize=10)
    return figure
