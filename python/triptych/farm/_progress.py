"""Progress of a render on many machines, in terminals and notebooks.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Union

Progress = Union[None, bool, Callable[[int, int], Any]]
"""True: a bar; or what is told (samples done, samples in all) over all pixels, and may raise to stop."""


def shown_by(progress: Progress) -> Callable[[int, int], None]:
    """What to call with (done, total)."""
    if callable(progress):
        return progress
    return _bar() if progress else lambda done, total: None


def _bar() -> Callable[[int, int], None]:
    """tqdm's bar, where it is installed, else a line on stderr for each film."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return lambda done, total: print(f"{done / total:.0%} of {total} samples", file=sys.stderr)
    bars: list[Any] = []

    def show(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, unit=" samples", unit_scale=True))
        bars[0].update(done - bars[0].n)
        if done == total:
            bars[0].close()

    return show
