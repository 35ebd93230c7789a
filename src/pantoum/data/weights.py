"""The weights of training examples, such as counts."""

from __future__ import annotations

import math
from pathlib import Path

from pantoum.data.lines import trimmed
from pantoum.data.origin import FILE, Origin
from pantoum.data.rows import NoText, Number
from pantoum.errors import PantoumError

MAX_CELL_LENGTH = 40


def weight_of(path: Path, line: int, cell: str, origin: Origin = FILE) -> float:
    """The weight in a cell: a text, or a number of a JSON object or a table.

    Args:
        origin: what messages call the places of the data.

    Raises:
        PantoumError: what is no finite number above 0; the message names the line.
    """
    value = cell.value if isinstance(cell, Number) else _number(cell)
    if value is not None and math.isfinite(value) and value > 0:
        return value
    shown = f"{value:g}" if isinstance(cell, Number) else trimmed(cell)[:MAX_CELL_LENGTH]
    problem = f"the weight is {shown}" if shown else "the weight is empty"
    raise PantoumError(
        f"{problem}, but must be a finite number above 0",
        where=origin.place(path, line),
        rule="a finite number above 0",
        value=shown,
        remedy=f"write such a number, or {origin.leave_out}",
    )


def _number(cell: str) -> float | None:
    if isinstance(cell, NoText):
        return None
    try:
        return float(cell)
    except ValueError:
        return None
