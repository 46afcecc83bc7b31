"""What visitors are told: the loader's warnings, and sentences without the server's folders.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_LOADING = threading.Lock()
_MOST = 8  # warnings that are shown


class _Collector(logging.Handler):
    """Keeps the warnings of this thread, and of threads that Python did not start, in which files are read."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._owner = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._owner or not any(thread.ident == record.thread and not isinstance(thread, threading._DummyThread)
                                                   for thread in threading.enumerate()):
            self.said.append(record.getMessage())


@contextmanager
def warnings_of_loading() -> Iterator[list[str]]:
    """The warnings that the body's loading gives. One visitor loads at a time, so that nobody gets another's."""
    with _LOADING:
        collector = _Collector()
        logger = logging.getLogger("triptych")
        logger.addHandler(collector)
        try:
            yield collector.said
        finally:
            logger.removeHandler(collector)


def without_folders(text: str, paths: Iterable[str | None]) -> str:
    """A sentence in which files of the server's folders have their names alone."""
    folders = {folder for path in paths if path for folder in (os.path.dirname(path), os.path.dirname(os.path.realpath(path)))}
    for folder in sorted(folders - {"", "/"}, key=len, reverse=True):
        text = text.replace(folder + os.sep, "").replace(folder, "the upload's folder")
    return text


def listed(warnings: list[str]) -> str:
    """Warnings in Markdown, one a line; nothing where there are none."""
    more = [f"and {len(warnings) - _MOST} more"] if len(warnings) > _MOST else []
    return "".join(f"\n- {warning}" for warning in [*warnings[:_MOST], *more])
