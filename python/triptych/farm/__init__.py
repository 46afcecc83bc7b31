"""Renders on many machines by Dask: the film of whatever workers there are is that of one device, bit for bit.

    pip install "triptych[farm]"
    python -m triptych.farm SCENE -o out.exr --scheduler tcp://host:8786

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from ._farm import render, render_film, render_frames

__all__ = ["render", "render_film", "render_frames"]
