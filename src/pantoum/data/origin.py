"""Where data come from, which decides what messages call their places: a file has lines, what a
caller gives in Python has items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pantoum.data.lines import where


@dataclass(frozen=True)
class Origin:
    """What messages say of data from one kind of place.

    Attributes:
        leave_out: how to do without a wrong line or item.
        write_text: what to do about a value that is no text.
    """

    leave_out: str
    write_text: str

    def place(self, path: Path, number: int) -> str:
        """A line, or an item.

        Args:
            path: the file, or the argument of the call.
            number: from 1.
        """
        return where(path, number)

    def column(self, column: str, names: Sequence[str] | None) -> str:
        """A column that is read, by its number or its name.

        Args:
            names: the keys of the line or item that should have it; None where it has none.
        """
        return repr(column[:40])

    def missing(self, column: str, role: str, names: Sequence[str]) -> tuple[str, str]:
        """What is said of a line or item without a key, and the remedy.

        Args:
            role: what the column holds.
        """
        return (
            f"no key {column[:40]!r} for the {role} (there are: {_listed(names)})",
            "write one object with this key on each line, or name another key",
        )


class _Items(Origin):
    """What a caller gives: tuples, whose parts are counted from 1, or rows of a table."""

    def place(self, path: Path, number: int) -> str:
        return place_of_item(str(path), number)

    def column(self, column: str, names: Sequence[str] | None) -> str:
        return f"part {column}" if _are_places(names or ()) else repr(column[:40])

    def missing(self, column: str, role: str, names: Sequence[str]) -> tuple[str, str]:
        if _are_places(names):
            count = f"{len(names)} part{'s' if len(names) > 1 else ''}"
            return (
                f"the item has {count}, but {role}_column is {column[:40]!r}",
                f"give each item a part for the {role}, or set {role}_column to the number of one",
            )
        return (
            f"no column {column[:40]!r} for the {role} (there are: {_listed(names)})",
            f"give each item this column, or set {role}_column to another",
        )


class _Rows(Origin):
    """A file of rows that are no lines."""

    def place(self, path: Path, number: int) -> str:
        return f"{path}, row {number:,}"


ROWS = _Rows(leave_out="leave the row out", write_text="store the column as strings")
FILE = Origin(leave_out="remove the line", write_text="write it in quotes")
ITEMS = _Items(leave_out="leave the item out", write_text="convert it with str()")


def place_of_item(name: str, number: int) -> str:
    """How messages name an item, counted from 1.

    Args:
        name: of the argument that it is in.
    """
    return f"{name}, item {number:,}"


def _are_places(names: Sequence[str]) -> bool:
    """Whether keys are the places of a tuple's parts."""
    return list(names) == [str(number) for number in range(1, 1 + len(names))]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:20]) or "none"
