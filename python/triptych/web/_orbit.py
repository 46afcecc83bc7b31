"""Orbiting with the mouse: how a dragged picture moves the camera, and what the browser does for it.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from .. import UsageError

_STEEPEST = math.radians(89)

SCRIPT = """
() => {
    const area = document.querySelector('#picture');
    let last = null, dx = 0, dy = 0, count = 0, waits = false, moved = false;
    const send = () => {
        if (waits) return;
        if (dx === 0 && dy === 0) {
            if (last === null && moved) { moved = false; document.querySelector('#draw').click(); }
            return;
        }
        waits = true;
        const field = document.querySelector('#orbit textarea, #orbit input');
        field.value = JSON.stringify([dx, dy, ++count]);  // no two are alike
        field.dispatchEvent(new Event('input', {bubbles: true}));
        dx = dy = 0;
    };
    // Each new picture asks for the next one, so that none piles up.
    new MutationObserver(() => { if (waits) { waits = false; setTimeout(send, 50); } })
        .observe(area, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
    area.addEventListener('pointerdown', event => {
        if (event.pointerType !== 'mouse' || event.button !== 0 || !(event.target instanceof HTMLImageElement)) return;
        last = [event.clientX, event.clientY];
        event.preventDefault();
    });
    window.addEventListener('pointermove', event => {
        if (last === null) return;
        const box = area.getBoundingClientRect();
        dx += (event.clientX - last[0]) / box.width;
        dy += (event.clientY - last[1]) / box.width;
        last = [event.clientX, event.clientY];
        moved = true;
        send();
    });
    window.addEventListener('pointerup', () => { if (last !== null) { last = null; setTimeout(send, 100); } });
    area.addEventListener('dragstart', event => event.preventDefault());
}
"""


def moved_by(text: str) -> tuple[float, float]:
    """How far the browser says that the picture was dragged, in widths to the right and down. Raises UsageError."""
    try:
        right, down, _ = json.loads(text)
        if math.isfinite(right) and math.isfinite(down):
            return max(-4.0, min(4.0, right)), max(-4.0, min(4.0, down))
    except (ValueError, TypeError):
        pass
    raise UsageError("The picture was dragged by no distance that is known; reload the page.")


def orbited(camera: dict[str, Any], right: float, down: float) -> dict[str, Any]:
    """The camera after its picture was dragged by widths to the right and down: a width is half a turn around what it looks at.

    `camera` has "look_from", "look_at" and "up"; the new one has these "look_from" and "look_at". Its height over what it looks at
    ends 89 degrees up and down.
    """
    up = np.asarray(camera["up"], dtype=np.float64)
    up = up / np.linalg.norm(up)
    target = np.asarray(camera["look_at"], dtype=np.float64)
    offset = np.asarray(camera["look_from"], dtype=np.float64) - target
    distance = float(np.linalg.norm(offset))
    height = float(np.clip(offset @ up / distance, -1, 1))
    level = offset - (offset @ up) * up
    if np.linalg.norm(level) < 1e-9 * distance:  # it looks straight down or up
        level = np.cross(up, [1.0, 0.0, 0.0] if abs(up[0]) < 0.9 else [0.0, 1.0, 0.0])
    level = level / np.linalg.norm(level)
    turn = -right * math.pi
    level = level * math.cos(turn) + np.cross(up, level) * math.sin(turn)
    elevation = max(-_STEEPEST, min(_STEEPEST, math.asin(height) + down * math.pi))
    moved = target + distance * (math.cos(elevation) * level + math.sin(elevation) * up)
    return {"look_from": [float(value) for value in moved], "look_at": [float(value) for value in target]}


def text_of(point: list[float]) -> str:
    """A point as the page's fields have it."""
    return ", ".join(f"{value:.6g}" for value in point)
