"""The tables of ``pantoum evaluate``: what those of all tasks have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from pantoum.metrics import NOTHING, POINTS, name_of

# In narrower tables rich leaves out digits, or all of them.
NARROWEST = 40
COUNTS = ("examples", "words")
# All others are in per cent.
UNITS = {"perplexity": "", "bits_per_character": "", "seconds": " s", **dict.fromkeys(POINTS, "")}


@contextmanager
def report() -> Iterator[Console]:
    """A console whose tables are printed at the end.

    Texts are data: rich's markup and the names of emojis in them stay as they are.
    """
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = max(console.width, NARROWEST)
    # Printed here and not by rich, which would end the program when the reader has gone.
    with console.capture() as captured:
        yield console
    print(captured.get(), end="")


def scores_table(scores: Mapping[str, float], title: str = "scores") -> Table:
    """Scores by their names."""
    table = Table("score", title=title)
    table.add_column("value", justify="right")
    for name, value in scores.items():
        cell = f"{value:,.0f}" if name in COUNTS else f"{value:,.2f}{UNITS.get(name, ' %')}"
        table.add_row(name_of(name), cell)
    return table


def visible(symbol: str) -> str:
    """A symbol or label as a reader sees it, also if it is none, a space, or has no shape."""
    if not symbol:
        return NOTHING
    return (
        "(space)"
        if symbol == " "
        else "".join(one if one.isprintable() else repr(one)[1:-1] for one in symbol)
    )
