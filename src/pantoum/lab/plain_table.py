"""A table as plain text: numbers at the right, texts at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pantoum.lab.averages import Mean

NOTHING = "-"
GAP = "  "


class Column(NamedTuple):
    """A column of a table.

    name: its head; what: what its cells are, with the unit; decimals: of numbers.
    """

    name: str
    what: str
    decimals: int = 0


def plain_table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> str:
    """The table in lines, with a rule below the heads."""
    texts = [
        [shown(cell, column.decimals) for cell, column in zip(row, columns, strict=True)]
        for row in rows
    ]
    heads = [column.name for column in columns]
    widths = [max(map(len, of_column)) for of_column in zip(heads, *texts, strict=True)]
    left = [
        all(isinstance(cell, str) for cell in of_column) for of_column in zip(*rows, strict=True)
    ] or [True] * len(columns)
    lines = [heads, ["─" * width for width in widths], *texts]
    return "\n".join(_line(line, widths, left) for line in lines)


def shown(cell: object, decimals: int) -> str:
    """A cell as text: a mean has its interval in brackets."""
    match cell:
        case None:
            return NOTHING
        case Mean(mean, None):
            return f"{mean:,.{decimals}f}"
        case Mean(mean, low, high):
            return f"{mean:,.{decimals}f} [{low:,.{decimals}f}, {high:,.{decimals}f}]"
        case bool() | str():
            return str(cell)
        case int() | float():
            return f"{cell:,.{decimals}f}"
    raise TypeError(f"a cell is a text, a number or a mean, but is {cell!r}")


def _line(texts: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    cells = (
        text.ljust(width) if at_left else text.rjust(width)
        for text, width, at_left in zip(texts, widths, left, strict=True)
    )
    return GAP.join(cells).rstrip()
