"""Uploaded files: a single one, or a zip archive with all that a scene names, unpacked under bounds into a folder of its own.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from .. import InvalidInputError, LimitError

SCENE_ENDINGS = (".json", ".gltf", ".glb", ".obj", ".ply", ".stl")
"""In the order in which they are preferred in an archive."""

_PIECE = 1 << 20


def is_archive(path: str) -> bool:
    """Whether a name is that of an archive."""
    return path.lower().endswith(".zip")


def unpack(archive: str, folder: str, *, max_bytes: int, max_files: int) -> str:
    """Unpacks a zip archive into an empty folder and returns the path of its scene.

    That is the file with one of SCENE_ENDINGS that lies highest. Nothing is written outside the folder: names that lead out of it, links and
    special files are refused, and so is more than `max_files` files or `max_bytes` unpacked, counted while they are written, whatever the
    archive says of itself. Raises InvalidInputError, LimitError.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if len(entries) > max_files:
                raise LimitError(f"The archive has {len(entries)} files; at most {max_files} are allowed here.")
            left = max_bytes
            for entry in entries:
                left = _unpack_file(opened, entry, folder, left, max_bytes)
    except InvalidInputError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        raise InvalidInputError(f"The archive cannot be unpacked ({type(error).__name__}); pack it again, without a password.") from None
    return os.path.join(folder, _scene_of([_checked_name(entry) for entry in entries]))


def _checked_name(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The place of a file below the folder. Raises InvalidInputError for a name that leads elsewhere, and for links."""
    name = PurePosixPath(entry.filename)
    mode = entry.external_attr >> 16
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename or not name.parts:
        raise InvalidInputError(f"The archive names {entry.filename[:80]!r}, which leads out of it; pack files by names below its own folder.")
    if mode and not (stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0):
        raise InvalidInputError(f"The archive holds {entry.filename[:80]!r}, which is a link or no plain file; pack plain files alone.")
    return name


def _unpack_file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: str, left: int, max_bytes: int) -> int:
    """Writes a file; returns how many bytes are left of what the archive may hold."""
    target = Path(folder, _checked_name(entry))
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, open(target, "xb") as file:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise LimitError(f"The archive holds more than {max_bytes >> 20} MiB; that is the limit here.")
            file.write(piece)
    return left


def _scene_of(names: list[PurePosixPath]) -> str:
    scenes = [name for name in names if name.suffix.lower() in SCENE_ENDINGS and not name.parts[0].startswith("__MACOSX")]
    if not scenes:
        raise InvalidInputError(f"The archive holds no scene; put in a file that ends in {', '.join(SCENE_ENDINGS)}.")
    return str(min(scenes, key=lambda name: (len(name.parts), SCENE_ENDINGS.index(name.suffix.lower()), str(name))))
