"""What a predictor is given, checked: texts, and perhaps features beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from pantoum.data import FlatSequences
from pantoum.errors import PantoumError

# They can be gone through, too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)


class InputError(PantoumError):
    """One of several inputs cannot be used; `row` is its place among them, from 0."""

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row


def listed(values: object, what: str = "input", *, none: bool = False) -> list[Any]:
    """The given texts as a list.

    Args:
        values: anything that gives them in an order: a list, an array, a column of a table.
        what: what one of them is, for messages.
        none: whether None may stand among them.
    Raises: PantoumError for what gives no texts, InputError for one of them that is none.
    """
    if isinstance(values, str):
        raise PantoumError(f"a list of {what}s is wanted, but got one string: put it in a list")
    found = _items(values)
    if found is None:
        raise PantoumError(
            f"{what}s must be a list of strings, but are of type {type(values).__name__}"
        )
    for row, text in enumerate(found):
        if not isinstance(text, str) and not (none and text is None):
            kind = "strings or None" if none else "strings"
            raise InputError(f"{what} {row + 1} is {text!r:.40}, but {what}s are {kind}", row)
    return found


def features_for(count: int, features: object, reads_features: bool) -> list[str | None]:
    """The features of so many inputs, None where none were given.

    Raises: PantoumError for another number of them, for none at all where the model reads some, and
    for a model that reads none.
    """
    if features is None and reads_features and count:
        raise PantoumError("this model reads features: give those of each input, or '' for none")
    if features is None:
        return [None] * count
    given = listed(features, "feature", none=True)
    if len(given) != count:
        raise PantoumError(f"{count} inputs need as many features, but got {len(given)}")
    if not reads_features and any(given):
        raise PantoumError("this model reads no features: it was trained without a features column")
    return given


def check_longest(ids: FlatSequences, texts: Sequence[str], rows: Sequence[int], most: int) -> None:
    """Refuse a text of more symbols than memory is sure for.

    Args:
        ids: of `rows` of the texts.
    Raises: InputError, showing how the text begins.
    """
    if ids.lengths.max(initial=0) <= most:
        return
    row = rows[int(ids.lengths.argmax())]
    raise InputError(length_rule(texts[row], int(ids.lengths.max()), most), row)


def length_rule(text: str, symbols: int, most: int) -> str:
    """What is said of a text of so many symbols, which is too long."""
    return (
        f"the input starting {text[:30]!r} has {symbols:,} symbols, but no more than {most:,} are "
        "sure to fit in "
        "memory: split it"
    )


def _items(values: object) -> list[Any] | None:
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        return None
    try:
        return list(values)
    except TypeError:  # of an array without dimensions
        return None
