"""Turns at a device, so that pictures of several visitors grow side by side.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock whose waiters come in the order in which they asked; who gives it back and asks again is the last."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the device for the body of a `with` statement."""
        ticket = object()
        with self._condition:
            self._waiting.append(ticket)
            self._condition.wait_for(lambda: self._waiting[0] is ticket)
        try:
            yield
        finally:
            with self._condition:
                self._waiting.popleft()
                self._condition.notify_all()

    @property
    def waiting(self) -> int:
        """How many hold it or wait for it."""
        return len(self._waiting)


_turns: dict[tuple[str, int], Turns] = {}
_turns_lock = threading.Lock()


def turns_at(backend: str, index: int) -> Turns:
    """The turns at a device; all devices of the CPU are one."""
    key = (backend, 0 if backend == "cpu" else index)
    with _turns_lock:
        return _turns.setdefault(key, Turns())
