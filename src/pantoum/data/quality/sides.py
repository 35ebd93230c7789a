"""Inputs and outputs side by side: lengths that do not fit, and columns of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from pantoum.data.quality.finding import Finding, counted, first_places, quoted
from pantoum.data.quality.items import Part

# Fewer examples do not tell what is usual.
ENOUGH = 20
# An outlier is so many times longer or shorter than usual, and so many median deviations away.
TIMES = 3.0
DEVIATIONS = 6.0


def check_lengths(part: Part) -> Iterator[Finding]:
    """Pairs whose output is much longer or much shorter than those of other inputs so long."""
    pairs = [item for item in part.items if item.source and item.target]
    if part.kind != "pairs" or len(pairs) < ENOUGH:
        return
    ratios = [math.log(_length(item.target or "") / _length(item.source)) for item in pairs]
    middle = median(ratios)
    deviation = median(abs(ratio - middle) for ratio in ratios)
    least = max(math.log(TIMES), DEVIATIONS * deviation)
    odd = [item for item, ratio in zip(pairs, ratios, strict=True) if abs(ratio - middle) > least]
    if odd:
        yield Finding(
            "lengths",
            "warning",
            len(odd),
            f"{counted(len(odd), 'pair')} of {part.name} with an output that is much longer or "
            f"shorter than usual for its input, such as {quoted(odd[0].source)}: "
            f"{quoted(odd[0].target or '')}",
            "look whether they belong together",
            first_places(item.place for item in odd),
        )


def check_numbers(part: Part) -> Iterator[Finding]:
    """Columns of whole numbers that may be counts: as the output, or beside it."""
    targets = [item.target for item in part.items if item.target]
    if part.numeric_columns and targets:
        as_output = all(target.isdecimal() for target in targets)
        number = part.numeric_columns[0]
        yield Finding(
            "numbers",
            "warning" if as_output else "note",
            len(part.items),
            f"column {number} of {part.name} holds whole numbers alone"
            + (", and is read as the output" if as_output else ", as counts do, and is not read"),
            "name the column of the output with --data.target_column"
            if as_output
            else f"leave it, or name it with --data.weight_column {number} if examples with larger "
            "numbers are to be learned from more often",
        )


def _length(text: str) -> int:
    """Characters but for white space, at least one."""
    return max(1, sum(map(len, text.split())))
