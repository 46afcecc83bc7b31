"""Pictures and films held against references: what the pytest plugin does, without pytest.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from . import _core
from ._image import Image

THRESHOLDS = ("fail", "fail_percent", "hard_fail", "warn", "warn_percent", "hard_warn", "max_mean", "max_rmse", "min_psnr",
              "max_ulp", "max_flip")
OPTIONS = ("channels", "linear", "flip")


@dataclass
class Request:
    """Two files to be compared, and what is accepted of them. A is the reference; one may be missing."""

    name: str
    a: str = ""
    b: str = ""
    thresholds: dict[str, float] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    reason: str = ""

    def to_json(self) -> str:
        """What the extension and the records of a run take."""
        return json.dumps({"name": self.name, "a": self.a, "b": self.b, "thresholds": self.thresholds, "reason": self.reason,
                           **self.options})


def request_with(name: str, keywords: dict[str, Any]) -> Request:
    """A request without files whose thresholds and options are keyword arguments. Raises TypeError for others."""
    unknown = [key for key in keywords if key not in THRESHOLDS + OPTIONS]
    if unknown:
        raise TypeError(f"image_reference() got an unexpected keyword argument {unknown[0]!r}; thresholds are "
                        f"{', '.join(THRESHOLDS)}, options {', '.join(OPTIONS)}")
    return Request(name, thresholds={key: keywords[key] for key in THRESHOLDS if keywords.get(key) is not None},
                   options={key: keywords[key] for key in OPTIONS if key in keywords})


def compare_files(requests: list[str], page: str = "", junit: str = "") -> dict[str, Any]:
    """The comparison of requests as JSON texts, as docs/compare.md describes it; writes the reports that are named."""
    return json.loads(_core.compare_files(requests, page, junit))


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_codes(codes: np.ndarray) -> bytes:
    """A PNG file of uint8 or uint16 codes of sRGB, of shape (height, width) or (height, width, 1 to 4)."""
    if codes.ndim == 2:
        codes = codes[..., None]
    height, width, channels = codes.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    depth = 8 * codes.dtype.itemsize
    rows = np.ascontiguousarray(codes.astype(codes.dtype.newbyteorder(">"))).view(np.uint8).reshape(height, -1)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1)
    return (b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)) +
            _png_chunk(b"IDAT", zlib.compress(lines.tobytes(), 6)) + _png_chunk(b"IEND", b""))


def array_of(image: Any) -> np.ndarray:
    """The values of what is no path: NumPy arrays, PIL images, torch tensors, and all that NumPy takes for an array."""
    if hasattr(image, "detach") and hasattr(image, "cpu"):  # torch
        array = image.detach().cpu().numpy()
        is_planar = array.ndim == 3 and array.shape[0] in (1, 3, 4) and array.shape[2] not in (1, 3, 4)
        return np.moveaxis(array, 0, -1) if is_planar else array
    if hasattr(image, "getbands") and image.mode not in ("L", "LA", "RGB", "RGBA", "I;16"):  # PIL
        image = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    return np.asarray(image)


def save_image(image: Any, stem: Path) -> Path:
    """Writes an image beside `stem` with the ending that its kind asks for, and returns its path.

    Paths are copied. Arrays of uint8 and uint16 are codes of sRGB and become PNG files, those of floats linear light and
    EXR files. Raises TypeError for other arrays.
    """
    if isinstance(image, (str, os.PathLike)):
        target = stem.with_name(stem.name + Path(image).suffix.lower())
        shutil.copyfile(image, target)
        return target
    array = array_of(image)
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels > 4 or channels == 0 or array.size == 0:
        raise TypeError(f"an image has the shape (height, width) or (height, width, 1 to 4), not {array.shape}")
    if array.dtype in (np.uint8, np.uint16):
        target = stem.with_name(stem.name + ".png")
        target.write_bytes(png_of_codes(array))
        return target
    if not np.issubdtype(array.dtype, np.floating):
        raise TypeError(f"an image holds uint8 or uint16, which are codes of sRGB, or floats, which are linear light, "
                        f"not {array.dtype}")
    target = stem.with_name(stem.name + ".exr")
    values = np.asarray(array, dtype=np.float32)
    if values.ndim == 2:
        values = values[..., None]
    colors = np.repeat(values[..., :1], 3, axis=2) if channels < 3 else values[..., :3]
    alpha = [("A", np.ascontiguousarray(values[..., -1]))] if channels in (2, 4) else []
    _core.write_image(target, Image(colors)._pixels(), {}, (0, 0, 0, 0), alpha)
    return target


def file_name_of(text: str) -> str:
    """Text as part of a file's name: letters, digits, dots, dashes and underscores stay, others become a dash."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.") or "picture"


class HashFile:
    """Film hashes by their names, one `hash  name` a line. Safe to be changed by several processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_name(f".{self.path.name}.lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> dict[str, str]:
        """Hashes by their names; empty where there is no file."""
        if not self.path.exists():
            return {}
        lines = [line.split(None, 1) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return {parts[1].strip(): parts[0] for parts in lines if len(parts) == 2 and not parts[0].startswith("#")}

    def set(self, name: str, film_hash: str) -> None:
        """Sets one hash and leaves the others; lines are sorted by their names."""
        with self._locked():
            hashes = self.read() | {name: film_hash}
            text = "".join(f"{value}  {key}\n" for key, value in sorted(hashes.items()))
            temporary = self.path.with_name(f".{self.path.name}.new")
            temporary.write_text(text, encoding="utf-8")
            os.replace(temporary, self.path)
