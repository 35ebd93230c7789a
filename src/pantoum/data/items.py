"""The items of data that a caller gives, and the texts in them, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Sized
from pathlib import Path
from typing import Any, TypeGuard

from pantoum.data.lines import trimmed
from pantoum.data.origin import place_of_item
from pantoum.errors import PantoumError
from pantoum.files import path_of

# What an item may be, for messages.
KINDS = (
    "pairs of an input and an output, triples with features, words with tags, texts, a table with "
    "named columns, or paths of files"
)


def is_paths(values: Any) -> TypeGuard[str | Path | Sequence[str | Path]]:
    """Whether data are the paths of files: one path, or a list of them.

    Strings in a list are texts, unless they are one or two that name files.
    """
    if isinstance(values, str | Path):
        return True
    if not isinstance(values, list | tuple) or not values:
        return False
    if all(isinstance(value, Path) for value in values):
        return True
    return len(values) <= 2 and all(isinstance(value, str) and _is_file(value) for value in values)


def paths_of(values: str | Path | Sequence[str | Path], name: str = "data") -> list[Path]:
    """One path or several as a list.

    Args:
        name: of the argument, for messages.
    Raises: PantoumError for what is no path, and for what no file can be called.
    """
    if isinstance(values, list | tuple):
        return [path_of(value, name) for value in values]
    return [path_of(values, name)]


def items_of(values: Any, name: str) -> list[Any]:
    """All items, each row of a table as a dictionary.

    Args:
        name: of the argument, for messages.
    Raises: PantoumError for what has no items in an order, for no items, and for an iterator that
        fails.
    """
    if isinstance(values, Mapping | bytes):
        raise _no_data(values, name)
    items = _rows_of(values, name)
    if items is None:
        items = _all_of(values, name)
    if not items:
        raise PantoumError(
            "there are no examples",
            where=name,
            remedy="give some; a generator can be read only once, a list again and again",
        )
    return items


def shown(value: Any, most: int = 40) -> str:
    """How messages show a value: what Python writes for it, on one line, cut short."""
    try:
        written = repr(value)
    except Exception:  # a whole number of thousands of digits, and objects of a user's own
        written = f"a value of type {type(value).__name__}"
    return " ".join(written.split())[:most]


def clean(text: Any, name: str, number: int) -> str:
    """A text of an item without the white space around it.

    Raises: PantoumError for what is no text, or holds what no file of text could.
    """
    if not isinstance(text, str):
        raise PantoumError(
            f"{shown(text)} is not a string",
            where=place_of_item(name, number),
            remedy="convert it with str(), or leave the item out",
        )
    if "\0" in text:
        raise PantoumError(
            f"a NUL character in {text!r:.40}",
            where=place_of_item(name, number),
            remedy="remove it",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PantoumError(
            f"half a surrogate pair in {text!r:.40}",
            where=place_of_item(name, number),
            remedy="give the whole character",
        ) from None
    return trimmed(text)


def check_tagged(words: Sized, kinds: Sequence[Sized], name: str, number: int) -> None:
    """Refuse a sentence that has not one tag of each kind for each word.

    Args:
        name, number: of the argument and of the item in it, for messages.
    Raises: PantoumError with both numbers.
    """
    if any(len(tags) != len(words) for tags in kinds):
        counts = ", ".join(str(len(tags)) for tags in kinds)
        raise PantoumError(
            f"{len(words)} words, but {counts} tags",
            where=place_of_item(name, number),
            remedy="give each word one tag",
        )


def is_list(value: Any) -> bool:
    """Whether a value is a list of words or tags: a list, a tuple, an array, not a string."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # no name of a file at all
        return False


def _rows_of(values: Any, name: str) -> list[Any] | None:
    """The rows of a table of pandas, polars, pyarrow or datasets as dictionaries; None for what is
    no table.

    Raises: PantoumError for two columns of one name, and for a table whose columns cannot be read.
    """
    columns = _columns_of(values)
    if columns is None:
        return None
    names = [str(column) for column in columns]
    twice = [column for column, count in Counter(names).items() if count > 1]
    if twice:
        raise PantoumError(
            f"several columns have the name {twice[0]!r}",
            where=name,
            remedy="rename them, so that each has a name of its own",
        )
    cells = [_column(values, column, name) for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _columns_of(values: Any) -> list[Any] | None:
    """The names of the columns of a table; None for what is none, and for what gives its rows only
    one after the other.
    """
    if isinstance(values, list | tuple | str) or not hasattr(values, "__getitem__"):
        return None
    if hasattr(values, "collect_schema"):  # of polars: what is lazy warns when asked for its names
        return values.collect_schema().names()
    names = getattr(values, "column_names", None)
    if names is None:
        names = getattr(values, "columns", None)
    return None if names is None or callable(names) else list(names)


def _column(table: Any, column: Any, name: str) -> list[Any]:
    try:
        values = table[column]
    except (TypeError, LookupError) as error:
        raise PantoumError(
            f"the column {str(column)!r} of a {type(table).__name__} cannot be read",
            where=name,
            remedy="give a table whose rows are in memory; one that is lazy has collect() for it",
        ) from error
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(values, method):
            return getattr(values, method)()
    return list(values)


def _no_data(values: Any, name: str) -> PantoumError:
    return PantoumError(f"{name} is {shown(values)}", setting=name, remedy=f"give {KINDS}")


def _all_of(values: Any, name: str) -> list[Any]:
    if not isinstance(values, Iterable):
        raise _no_data(values, name)
    items = []
    try:
        for item in values:
            items.append(item)
    except PantoumError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise PantoumError(
            f"reading failed after {len(items):,} items: {reason}",
            where=name,
            remedy="mend the iterator, or give a list",
        ) from error
    return items
