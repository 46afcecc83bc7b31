"""How samples are split into ranges for workers of unknown and unequal speed.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations


def split(first: int, last: int, workers: int, least: int = 1) -> list[tuple[int, int]]:
    """Ranges that together are [first, last), large ones first, so that no worker is alone with a large one at the end.

    Each is a fraction of what is left (guided self-scheduling; Polychronopoulos and Kuck 1987), with at least `least`
    samples. A worker that is `workers` times slower than the others still keeps them waiting for one range only.
    """
    ranges = []
    while first < last:
        end = min(last, first + max(least, -(-(last - first) // (3 * max(1, workers)))))
        ranges.append((first, end))
        first = end
    return ranges
