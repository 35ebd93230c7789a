"""Values of answers: in what they differ from those expected, and how they are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

# Single precision, and sums in another order.
TOLERANCE = 1e-4
# Longer values are shown by their shapes, or cut.
LONGEST = 60


def difference(expected: Any, given: Any, names: Sequence[str]) -> str | None:
    """The first difference between two values, as the rest of a sentence; None if there is none.

    Args:
        names: of the value, or of the parts of a tuple.
    """
    if len(names) == 1:
        return _of_one(expected, given, names[0])
    if not isinstance(given, tuple | list) or len(given) != len(names):
        parts = ", ".join(names)
        return f"the answer is {shown(given)}, and the {len(names)} values ({parts}) are expected"
    for name, wanted, got in zip(names, expected, given, strict=True):
        found = _of_one(wanted, got, name)
        if found is not None:
            return found
    return None


def _of_one(expected: Any, given: Any, name: str) -> str | None:
    if given is None:
        return f"{name} is None: the function has no `return`, or one without a value"
    if isinstance(expected, Tensor):
        return _of_tensors(expected, given, name)
    if isinstance(expected, set):
        return _of_sets(expected, given, name)
    if isinstance(expected, list):
        return _of_lists(expected, given, name)
    if isinstance(expected, str):
        if given == expected:
            return None
        return f"{name} is {shown(given)}, and {shown(expected)} is expected"
    number = _number(given)
    if number is None:
        return f"{name} is {shown(given)}, and a number is expected"
    if close(expected, number):
        return None
    return f"{name} is {shown(number)}, and {shown(expected)} is expected"


def _of_tensors(expected: Tensor, given: Any, name: str) -> str | None:
    if not isinstance(given, Tensor):
        return f"{name} is {shown(given)}, and a tensor {list(expected.shape)} is expected"
    if given.shape != expected.shape:
        wanted = list(expected.shape)
        return f"{name} has the shape {list(given.shape)}, and {wanted} is expected"
    given = given.detach().to(expected.dtype)
    wrong = (~torch.isclose(given, expected, TOLERANCE, TOLERANCE)).nonzero()
    if not len(wrong):
        return None
    place = tuple(wrong[0].tolist())
    index = ", ".join(map(str, place))
    where = f"{name}[{index}]" if place else name
    got, wanted = float(given[place]), float(expected[place])
    return f"{where} is {shown(got)}, and {shown(wanted)} is expected"


def _of_sets(expected: set[Any], given: Any, name: str) -> str | None:
    if not isinstance(given, set | frozenset | list | tuple):
        return f"{name} is {shown(given)}, and a set is expected"
    if list(given) and not all(isinstance(one, str | int) for one in given):
        return f"{name} is {shown(given)}, and {shown(expected)} is expected"
    if set(given) == expected:
        return None
    return f"{name} is {shown(set(given))}, and {shown(expected)} is expected"


def _of_lists(expected: list[Any], given: Any, name: str) -> str | None:
    if isinstance(given, Tensor):
        given = list(given)
    if not isinstance(given, list | tuple):
        return f"{name} is {shown(given)}, and a list of {len(expected)} is expected"
    if len(given) != len(expected):
        got = f"{len(given)} values, {shown(given)}"
        return f"{name} is a list of {got}, and {len(expected)} are expected"
    for place, (wanted, got) in enumerate(zip(expected, given, strict=True)):
        found = _of_one(wanted, got, f"{name}[{place}]")
        if found is not None:
            return found
    return None


def _number(value: Any) -> float | int | None:
    """A number, also where it comes as a tensor without axes."""
    if isinstance(value, Tensor):
        return value.item() if value.numel() == 1 else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def close(expected: float | int, given: float | int) -> bool:
    """Whether two numbers are the same: exactly, if a whole one is expected."""
    if isinstance(expected, int):
        return given == expected
    return math.isclose(expected, given, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def shown(value: Any) -> str:
    """A value in a sentence: short ones in full, tensors by their shapes."""
    if isinstance(value, Tensor):
        if value.numel() == 1:
            return shown(value.item())
        return f"a tensor {list(value.shape)}"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1e6 else f"{value:.3e}"
    if isinstance(value, set):
        parts = sorted(map(repr, value))
        return "{" + ", ".join(parts) + "}" if parts else "the empty set"
    text = repr(value)
    if len(text) <= LONGEST:
        return text
    return f"a {type(value).__name__} that begins {text[: LONGEST // 2]}..."


def shown_argument(name: str, value: Any) -> str:
    """An argument in a call: tensors by their names and shapes, plain values in full."""
    if isinstance(value, Tensor):
        return f"{name} {list(value.shape)}"
    if isinstance(value, int | float | str | bool):
        return f"{name}={shown(value)}"
    text = repr(value)
    plain = isinstance(value, list | tuple) and "tensor" not in text and "<" not in text
    return f"{name}={text}" if plain and len(text) <= LONGEST else name
