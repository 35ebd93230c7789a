"""Attention weights as a picture in SVG, drawn without matplotlib."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float

from pantoum.metrics import visible
from pantoum.report.markup import Html, element

# Sizes in pixels.
CELL = 24
LABEL = 11
LETTER = 0.7 * LABEL
MARGIN = 8
GAP = 5
# The widest map that is drawn; larger ones are no pictures any more.
MOST_SYMBOLS = 120
# Smaller weights are left blank: most are, and a page may have many maps.
LEAST_WEIGHT = 0.005
WHAT = "attention: a row for each output symbol, a column for each input symbol"


def heat_map_svg(
    weights: Float[np.ndarray, "rows columns"], rows: Sequence[str], columns: Sequence[str]
) -> Html:
    """Attention weights as squares, blank for 0 and in the colour of the text for 1; nothing for a
    map that is too large.

    Args:
        weights: between 0 and 1.
        rows, columns: what each row and each column is of.
    """
    if not rows or not columns or max(len(rows), len(columns)) > MOST_SYMBOLS:
        return Html()
    left = MARGIN + _width(rows) + GAP
    top = MARGIN + _width(columns) + GAP
    width = left + CELL * len(columns) + MARGIN
    height = top + CELL * len(rows) + MARGIN
    return element(
        "svg",
        element("title", WHAT),
        element("path", d=_grid(left, top, len(rows), len(columns)), stroke_width=1, opacity="0.2"),
        *_names_of_columns(columns, left, top),
        *_names_of_rows(rows, left, top),
        *_squares(weights, rows, columns, left, top),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_family="sans-serif",
        font_size=LABEL,
        fill="currentColor",
        stroke="currentColor",
        stroke_width=0,
        role="img",
    )


def _squares(
    weights: Float[np.ndarray, "rows columns"],
    rows: Sequence[str],
    columns: Sequence[str],
    left: int,
    top: int,
) -> Iterator[Html]:
    for row, column in np.argwhere(weights >= LEAST_WEIGHT).tolist():
        value = float(weights[row, column])
        yield element(
            "rect",
            element("title", f"{visible(rows[row])} ← {visible(columns[column])}: {value:.2f}"),
            x=left + CELL * column,
            y=top + CELL * row,
            width=CELL,
            height=CELL,
            fill_opacity=f"{value:.2f}",
        )


def _grid(left: int, top: int, rows: int, columns: int) -> str:
    """The lines between the squares."""
    across = "".join(f"M{left} {top + CELL * row}h{CELL * columns}" for row in range(rows + 1))
    down = "".join(f"M{left + CELL * column} {top}v{CELL * rows}" for column in range(columns + 1))
    return across + down


def _names_of_columns(names: Sequence[str], left: int, top: int) -> Iterator[Html]:
    for place, name in enumerate(names):
        x = left + CELL * place + CELL // 2 + LABEL // 3
        turned = f"translate({x} {top - GAP}) rotate(-90)"
        yield element("text", visible(name), transform=turned)


def _names_of_rows(names: Sequence[str], left: int, top: int) -> Iterator[Html]:
    for place, name in enumerate(names):
        y = top + CELL * place + CELL // 2 + LABEL // 3
        yield element("text", visible(name), x=left - GAP, y=y, text_anchor="end")


def _width(names: Sequence[str]) -> int:
    """How wide the longest name is, about; combining letters take no room."""
    letters = (sum(unicodedata.category(one)[0] != "M" for one in visible(name)) for name in names)
    return round(LETTER * max(letters))
