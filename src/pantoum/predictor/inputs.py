"""The inputs of a predictor, checked: texts, and perhaps features beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pantoum.data import FlatSequences
from pantoum.errors import InputError, PantoumError

T = TypeVar("T")
Features = Sequence[str | None]

# Inputs of a stream that are predicted together.
CHUNK = 2_000
# Iterable too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)
SPLIT = "split it"


class ModelInput(NamedTuple):
    """An input as a model reads it: its text, and its features and its group where it reads some; a
    group that is None is not known.
    """

    source: str
    features: str | None = None
    group: str | None = None

    @property
    def seed_text(self) -> bytes:
        """What of an input decides which outputs are drawn for it; without a group they are those
        of a time before there were groups.
        """
        return repr(tuple(self) if self.group is not None else tuple(self[:2])).encode()


def check_no_table(values: object, what: str) -> None:
    """Refuse a table of pandas, polars, pyarrow or datasets, which gives the names of its columns
    or its rows where a list gives texts.

    Args:
        what: what one of the values is, for messages.
    """
    kind = type(values)
    of_frames = hasattr(kind, "iloc") or hasattr(kind, "with_columns")
    if hasattr(kind, "column_names") or (hasattr(kind, "columns") and of_frames):
        raise PantoumError(
            f"{what}s must be a list of strings, but are a whole {kind.__name__}",
            setting=f"{what}s",
            rule="a list of strings",
            remedy='give one column of it, such as table["text"].to_list()',
        )


def listed(values: object, what: str = "input", *, none: bool = False) -> list[Any]:
    """Texts as a list.

    Args:
        values: anything that has them in an order: a list, an array, a column of a table.
        what: what one of them is, for messages.
        none: whether None may stand among them.
    Raises: PantoumError for what holds no texts, InputError for one of them that is none.
    """
    check_no_table(values, what)
    if isinstance(values, str):
        raise PantoumError(
            f"a list of {what}s is needed, but got one string",
            setting=f"{what}s",
            value=values,
            remedy="put it in a list",
        )
    items = _items(values)
    if items is None:
        raise PantoumError(
            f"{what}s must be a list of strings, but are of type {type(values).__name__}",
            setting=f"{what}s",
            rule="a list of strings",
            value=values,
        )
    for row, text in enumerate(items):
        if not isinstance(text, str) and not (none and text is None):
            kind = "strings or None" if none else "strings"
            raise InputError(
                f"{what} {row + 1} is {text!r:.40}, but {what}s are {kind}",
                row,
                setting=f"{what}s",
                rule=kind,
                value=text,
            )
    return items


def chunks(
    texts: Iterable[T],
    features: Iterable[str | None] | None = None,
    what: str = "inputs",
) -> Iterator[tuple[list[T], list[str | None] | None]]:
    """The inputs of a stream with their features, so many at a time as are predicted together.

    Args:
        what: the inputs, for messages.
    Raises: PantoumError at once for what gives no inputs, such as one string, whose letters would
        be inputs.
    """
    _check_stream(texts, what)
    if features is not None:
        _check_stream(features, "features")
    return _chunks(iter(texts), None if features is None else iter(features))


def _chunks(
    rest: Iterator[T], rest_of_features: Iterator[str | None] | None
) -> Iterator[tuple[list[T], list[str | None] | None]]:
    while chunk := list(islice(rest, CHUNK)):
        of_chunk = None if rest_of_features is None else list(islice(rest_of_features, len(chunk)))
        yield chunk, of_chunk


def _check_stream(values: object, what: str) -> None:
    check_no_table(values, what.removesuffix("s"))
    if isinstance(values, str):
        raise PantoumError(
            f"a stream is of {what}, but got one string",
            setting=what,
            remedy="put it in a list",
        )
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        rule = "a list of strings, an open file, or anything else that gives one after the other"
        raise PantoumError(
            f"a stream is of {what}, but got {values!r:.40}",
            setting=what,
            rule=rule,
            value=values,
            remedy=f"give {rule}",
        )


def several(
    texts: str | Sequence[str], features: str | Features | None, what: str = "inputs"
) -> tuple[Sequence[str], Features | None]:
    """One text or several, with their features, as several.

    Args:
        what: the texts, for messages.
    Raises: PantoumError for one string of features for several texts.
    """
    if isinstance(texts, str):
        return [texts], [features] if isinstance(features, str) else features
    if isinstance(features, str):
        raise PantoumError(
            f"several {what} need a list of features, one for each, but features is one string",
            setting="features",
            rule=f"a list, one for each of the {what}",
            value=features,
        )
    return texts, features


def features_for(count: int, features: object, reads_features: bool) -> list[str | None]:
    """The features of so many inputs; None for each where there are none.

    Raises: PantoumError for another number of them, for none at all where the model reads some, and
    for a model that reads none.
    """
    if features is None and reads_features and count:
        raise PantoumError(
            "this model reads features",
            setting="features",
            remedy="give those of each input, or '' for none",
        )
    if features is None:
        return [None] * count
    items = listed(features, "feature", none=True)
    if len(items) != count:
        raise PantoumError(
            f"{count} inputs need as many features, but got {len(items)}",
            setting="features",
            rule=f"{count} strings, one for each input",
            value=items,
        )
    if not reads_features and any(items):
        raise PantoumError(
            "this model reads no features: it was trained without a features column",
            setting="features",
            rule="left out for a model that reads none",
            value=items,
        )
    return items


def check_longest(ids: FlatSequences, texts: Sequence[str], rows: Sequence[int], most: int) -> None:
    """Refuse a text of more symbols than memory is sure for.

    Args:
        ids: of `rows` of the texts.
    Raises: InputError, with the first characters of the text.
    """
    if ids.lengths.max(initial=0) <= most:
        return
    row = rows[int(ids.lengths.argmax())]
    problem = too_long_for_memory(texts[row], int(ids.lengths.max()), most)
    raise InputError(problem, row, setting="inputs", value=texts[row], remedy=SPLIT)


def too_long_for_memory(text: str, symbols: int, most: int) -> str:
    """What is said of an input with more symbols than memory is sure for."""
    return (
        f"the input starting {text[:30]!r} has {symbols:,} symbols, but no more than {most:,} are "
        "sure to fit in memory"
    )


def _items(values: object) -> list[Any] | None:
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        return None
    try:
        return list(values)
    except TypeError:  # of an array without dimensions
        return None
