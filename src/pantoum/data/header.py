"""The header of a file: whether the first line seems to be one, although its names are not known;
and names that come twice in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pantoum.data.lines import trimmed, where
from pantoum.data.rows import Row
from pantoum.errors import PantoumError

# So many rows tell.
LOOKED_AT = 1000
# Names of columns that are neither input nor output.
OTHER_NAMES = (
    "id",
    "index",
    "language",
    "frequency",
    "count",
    "gloss",
    "note",
    "notes",
    "comment",
    "pos",
)

# One to three words, none of a single letter as spaced phones are.
_NAME = re.compile(r"[^\W\d]\w+([ -]\w\w+){0,2}")
_NUMBER = re.compile(r"[-+]?[\d.,]+")
_LATIN = re.compile("[A-Za-z]")


def looks_like_header(rows: Sequence[Row], known: Sequence[str]) -> bool:
    """Whether the first row could be names: each cell a word or a few, and one of them unlike all
    below it.

    Unlike is a name that columns often have and that comes once, letters above numbers or above a
    script without them, and a word above texts with spaces inside.

    Args:
        known: names that columns often have, in lower case.
    """
    first = rows[0].header
    others = rows[1 : LOOKED_AT + 1]
    if not others or not all(_NAME.fullmatch(cell) for cell in first):
        return False
    below = [
        [trimmed(row.cells[place]) for row in others if place < len(row.cells)]
        for place in range(len(first))
    ]
    return any(_unlike(name, cells, known) for name, cells in zip(first, below, strict=True))


def check_once(path: Path, line: int, header: Sequence[str], role: str, name: str) -> None:
    """Refuse a name that stands above several columns, of which one is meant.

    Args:
        path, line: where the header stands.
        role: what the column holds, as in "group".

    Raises: PantoumError with the numbers of the columns.
    """
    places = [str(place) for place, other in enumerate(header, start=1) if other == name]
    if len(places) > 1:
        raise PantoumError(
            f"the header names {len(places)} columns {name[:40]!r} ({', '.join(places[:20])}), and "
            f"the {role} cannot be in all of them",
            setting=f"data.{role}_column",
            where=where(path, line),
            value=name,
            remedy="give them different names",
        )


def _unlike(name: str, below: Sequence[str], known: Sequence[str]) -> bool:
    if name.lower() in {cell.lower() for cell in below}:
        return False
    return (
        name.lower() in (*known, *OTHER_NAMES)
        or all(_NUMBER.fullmatch(cell) for cell in below)
        or (_LATIN.match(name) is not None and not any(_LATIN.search(cell) for cell in below))
        or (" " not in name and 10 * sum(" " in cell for cell in below) >= 9 * len(below))
    )
