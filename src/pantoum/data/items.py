"""The items of data that a caller gives, and the texts in them, checked."""

from __future__ import annotations

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
    columns = _columns_of(values)
    if columns is not None:
        cells = [_column(values, column) for column in columns]
        items: list[Any] = [
            dict(zip(map(str, columns), row, strict=True)) for row in zip(*cells, strict=True)
        ]
    elif isinstance(values, Mapping | bytes) or not isinstance(values, Iterable):
        raise PantoumError(f"{name} is {values!r:.40}", setting=name, remedy=f"give {KINDS}")
    else:
        items = _all_of(values, name)
    if not items:
        raise PantoumError(
            "there are no examples",
            where=name,
            remedy="give some; a generator can be read only once, a list again and again",
        )
    return items


def clean(text: Any, name: str, number: int) -> str:
    """A text of an item without the white space around it.

    Raises: PantoumError for what is no text, or holds what no file of text could.
    """
    if not isinstance(text, str):
        raise PantoumError(
            f"{text!r:.40} is not a string",
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


def _columns_of(values: Any) -> list[Any] | None:
    """The names of the columns of a table of pandas, polars or datasets; None for what is none."""
    if isinstance(values, Mapping | list | tuple | str):
        return None
    names = getattr(values, "column_names", None)
    if names is None:
        names = getattr(values, "columns", None)
    return None if names is None or callable(names) else list(names)


def _column(table: Any, name: Any) -> list[Any]:
    column = table[name]
    for method in ("to_list", "tolist"):
        if hasattr(column, method):
            return getattr(column, method)()
    return list(column)


def _all_of(values: Iterable[Any], name: str) -> list[Any]:
    items = []
    try:
        for item in values:
            items.append(item)
    except PantoumError:
        raise
    except Exception as error:
        raise PantoumError(
            f"reading failed after {len(items):,} items: {type(error).__name__}: {error}",
            where=name,
            remedy="mend the iterator, or give a list",
        ) from error
    return items
