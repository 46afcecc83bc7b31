"""Arguments held to the annotations of the functions that take them, with sentences that name the argument.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import functools
import inspect
import math
import numbers
import operator
import os
import reprlib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

import numpy as np

from ._errors import UsageError

_Function = TypeVar("_Function", bound=Callable[..., Any])
_NAMES = {"os": os, "Any": Any, "Mapping": Mapping, "Literal": Literal, "Union": Union}
_WORDS: dict[Any, str] = {
    type(None): "None", bool: "True or False", int: "a whole number", float: "a number", str: "a text", bytes: "bytes",
    os.PathLike: "a path", Mapping: "a dict", Callable: "a function", BinaryIO: "a file that is open for bytes",
    np.ndarray: "a NumPy array"}
_LARGEST = 2**63 - 1
MAX_THREADS = 1024


def shown(value: Any) -> str:
    """A value as sentences quote it."""
    return reprlib.repr(value)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) is Union or isinstance(hint, types.UnionType)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes)) or isinstance(value, np.ndarray) and value.ndim == 1


def _fits(hint: Any, value: Any) -> bool:
    """Whether a value is of the type that an annotation means. What the annotation leaves open fits."""
    origin = get_origin(hint)
    if hint is Any:
        return True
    if _is_union(hint):
        return any(_fits(choice, value) for choice in get_args(hint))
    if origin is tuple:
        parts = get_args(hint)
        return _is_list(value) and len(value) == len(parts) and all(map(_fits, parts, value))
    if origin is Literal:
        return value in get_args(hint)
    if origin in (Iterable, Sequence):
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            return False
        return all(_fits(get_args(hint)[0], part) for part in value)
    if origin is not None:
        return _fits(origin, value)
    if hint is None:
        return value is None
    if hint is bool:
        return isinstance(value, (bool, np.bool_))
    if hint is int:
        return isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if hint is float:
        return isinstance(value, numbers.Real) and not isinstance(value, bool)
    if hint is BinaryIO:
        return callable(getattr(value, "write", None))
    if hint is Callable:
        return callable(value)
    return isinstance(value, hint) if isinstance(hint, type) else True


def _parts_of(hint: Any) -> list[Any]:
    """The annotations that a union joins."""
    return [part for choice in get_args(hint) for part in _parts_of(choice)] if _is_union(hint) else [hint]


def _describe(hint: Any) -> str:
    if _is_union(hint):
        *others, last = dict.fromkeys(map(_describe, sorted(_parts_of(hint), key=lambda part: part is type(None))))
        return f"{', '.join(others)} or {last}" if others else last
    origin = get_origin(hint)
    if origin is tuple:
        return f"{len(get_args(hint))} whole numbers"
    if origin is Literal:
        return " or ".join(map(repr, get_args(hint)))
    if origin in (Iterable, Sequence):
        return f"several of {_describe(get_args(hint)[0])}"
    name = origin or hint
    return _WORDS.get(name) or f"a triptych.{getattr(name, '__name__', name)}"


def _resolved(hint: Any, names: dict[str, Any]) -> Any:
    """An annotation without names that are yet to be looked up."""
    if isinstance(hint, ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        return _resolved(eval(hint, {**_NAMES, **names}), names)
    if _is_union(hint):
        return Union[tuple(_resolved(choice, names) for choice in get_args(hint))]
    return hint


def _checked_value(name: str, hint: Any, value: Any) -> Any:
    """The value, NumPy's numbers as Python's, what an iterator gives as a list. Raises TypeError and UsageError."""
    if isinstance(value, np.generic) and not isinstance(value, (np.str_, np.bytes_)):
        value = value.item()
    if isinstance(value, Iterator) and any(get_origin(choice) is Iterable for choice in _parts_of(hint)):
        value = list(value)
    if not _fits(hint, value):
        raise TypeError(f"{name} must be {_describe(hint)}, not {shown(value)}.")
    choices = _parts_of(hint)
    if float in choices and isinstance(value, numbers.Real) and not math.isfinite(value):
        raise UsageError(f"{name} must be a finite number, not {value}.")
    if int in choices and isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        raise UsageError(f"{name} is too large: {shown(value)}.")
    if any(get_origin(choice) is tuple for choice in choices) and value is not None:
        return tuple(map(operator.index, value))
    return value


@functools.cache
def _hints_of(function: Callable[..., Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of a function's parameters, and the annotations of those that have one."""
    parameters = inspect.signature(function).parameters
    hints = {name: _resolved(parameter.annotation, function.__globals__) for name, parameter in parameters.items()
             if parameter.annotation is not inspect.Parameter.empty and parameter.kind is not inspect.Parameter.VAR_KEYWORD}
    return tuple(parameters), hints


def checked(function: _Function) -> _Function:
    """A function whose arguments are held to their annotations before it is called.

    Numbers must be finite, and True is no number. Raises TypeError for a value of another type, UsageError for a number that is
    not finite or beyond 64 bits.
    """
    @functools.wraps(function)
    def call(*positional: Any, **named: Any) -> Any:
        names, hints = _hints_of(function)
        values = [_checked_value(name, hints[name], value) if name in hints else value
                  for name, value in zip(names, positional)]
        given = {name: _checked_value(name, hints[name], value) if name in hints else value for name, value in named.items()}
        return function(*values, *positional[len(values):], **given)

    return call  # type: ignore[return-value]


def within(name: str, value: float, low: float, high: float) -> None:
    """Raises UsageError for a number outside [low, high]."""
    if not low <= value <= high:
        raise UsageError(f"{name} must lie in [{low}, {high}], not be {value}.")
