"""Arrays of any library as NumPy's, of the types that the extension reads.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ._checked import shown
from ._errors import UsageError


def _on_host(array: Any) -> Any:
    """NumPy's view of an array of any library; arrays on a GPU are copied to the host."""
    if isinstance(array, np.ndarray):
        return array
    if hasattr(array, "__cuda_array_interface__"):  # CuPy, Numba, PyTorch
        for copy in ("get", "copy_to_host", "cpu"):
            if hasattr(array, copy):
                return np.asarray(getattr(array, copy)())
    if hasattr(array, "__dlpack__") and not hasattr(array, "__array__"):
        return np.from_dlpack(array)
    return np.asarray(array)


def array_of(array: Any, name: str) -> np.ndarray:
    """An array of any library as NumPy's; arrays on a GPU are copied to the host. Raises UsageError."""
    try:
        return np.asarray(_on_host(array))
    except (ValueError, TypeError) as error:
        raise UsageError(f"{name} must be an array of numbers, not {shown(array)}: {error}.") from None


def numbers_of(array: Any, name: str) -> np.ndarray:
    """The same, held to numbers."""
    numbers_given = array_of(array, name)
    if numbers_given.dtype.kind not in "fiu":
        raise UsageError(f"{name} must hold numbers, not {numbers_given.dtype}.")
    return numbers_given


def floats_of(array: Any, name: str) -> np.ndarray:
    """Such an array as C-contiguous float32, itself where it is so already. What is too large becomes infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(numbers_of(array, name), dtype=np.float32)


def indices_of(array: Any, name: str) -> np.ndarray:
    """Such an array as C-contiguous uint32, itself where it is so already. Indices are never wrapped."""
    given = numbers_of(array, name)
    if given.dtype.kind not in "iu" and given.size:
        raise UsageError(f"{name} must be indices, whole numbers, not {given.dtype}.")
    if given.size and (given.min() < 0 or given.max() >= 2**32):
        raise UsageError(f"{name} must be indices in [0, 2^32), not {given.min()} to {given.max()}.")
    return np.ascontiguousarray(given, dtype=np.uint32)


def rows_of(array: Any, columns: int, kind: type, name: str) -> np.ndarray:
    """Such an array as C-contiguous rows of float32 or uint32."""
    rows = floats_of(array, name) if kind is np.float32 else indices_of(array, name)
    if rows.ndim != 2 or rows.shape[1] != columns:
        raise UsageError(f"{name} must have the shape (N, {columns}), not {rows.shape}.")
    return rows


def pixels_of(array: Any, name: str) -> np.ndarray:
    """A picture as the extension takes it: (H, W, 4) codes for uint8, (H, W, 3) linear float32 for floats; gray is made colours.

    Raises UsageError.
    """
    pixels = numbers_of(array, name)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
        raise UsageError(f"{name} must have the shape (height, width), (height, width, 3) or (height, width, 4), not {pixels.shape}.")
    if pixels.dtype == np.uint8:
        if pixels.shape[2] == 3:
            pixels = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], axis=2)
        return np.ascontiguousarray(pixels)
    if pixels.dtype.kind != "f":
        raise UsageError(f"{name} must be uint8, which are codes of sRGB, or floats, which are linear light, not {pixels.dtype}.")
    if pixels.shape[2] == 4:
        raise UsageError(f"{name} must be uint8 where it has alpha; floats have three channels.")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(pixels, dtype=np.float32)
