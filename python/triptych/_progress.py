"""Progress of renders, in terminals and notebooks.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Union

Progress = Union[None, bool, Callable[[int, int], Any]]
"""True for a bar; or what is told (samples done, samples in all) over all pixels, about ten times a second, and may raise to
stop."""

LINE_SECONDS = 5.0


def shown_by(progress: Progress) -> Callable[[int, int], Any] | None:
    """What to call with (done, total); None where nobody wants to know."""
    if callable(progress):
        return progress
    return _bar() if progress else None


def _bar() -> Callable[[int, int], None]:
    """tqdm's bar, where it is installed, else a line on stderr every few seconds and at the end."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _lines()
    bars: list[Any] = []

    def show(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, unit=" samples", unit_scale=True))
        bars[0].update(done - bars[0].n)
        if done == total:
            bars[0].close()

    return show


def _lines() -> Callable[[int, int], None]:
    next_line = [0.0]

    def show(done: int, total: int) -> None:
        if done < total and time.monotonic() < next_line[0]:
            return
        next_line[0] = time.monotonic() + LINE_SECONDS
        print(f"{done / total:.0%} of {total} samples", file=sys.stderr)

    return show
