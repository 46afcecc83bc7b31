"""How a picture is computed from its scene. Written by tools/scene_format_page from the program's table of options.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from typing import Literal, Optional, TypedDict


class Method(TypedDict, total=False):
    """Keywords of render; what is None or left out comes from the scene."""

    integrator: Optional[Literal["path", "path-mis"]]
    """path follows rays until they meet a light; path-mis also samples lights from every scattering, and combines both by multiple importance sampling"""

    sampler: Optional[Literal["independent", "sobol"]]
    """independent random numbers, or an Owen-scrambled sobol sequence"""

    roulette: Optional[bool]
    """whether dim paths may end early (Russian roulette); the expected picture stays the same"""

    transparent: Optional[bool]
    """whether the camera sees nothing where it would see the background, which lights the scene all the same; the picture then has alpha"""
