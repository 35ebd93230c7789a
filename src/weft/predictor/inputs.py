"""What a predictor is given: texts, and perhaps features beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from weft.errors import WeftError

# They can be gone through, too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)


class InputError(WeftError):
    """One of several inputs cannot be used; `row` is its place among them, from 0."""

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row


def texts(values: object, noun: str, *, none: bool = False) -> list[Any]:
    """The given texts as a list.

    Args:
        values: anything that gives them in an order: a list, an array, a column of a table.
        noun: what one of them is, for messages.
        none: whether None may stand among them.
    Raises: WeftError for what gives no texts, InputError for one of them that is none.
    """
    found = _listed(values)
    if found is None:
        raise WeftError(f"{noun}s must be a list of strings, but are of type {type(values).__name__}")
    for row, text in enumerate(found):
        if not isinstance(text, str) and not (none and text is None):
            kind = "strings or None" if none else "strings"
            raise InputError(f"{noun} {row + 1} is {text!r:.40}, but {noun}s are {kind}", row)
    return found


def _listed(values: object) -> list[Any] | None:
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        return None
    try:
        return list(values)
    except TypeError:  # of an array without dimensions
        return None
