"""Texts whose symbols are shaded by the value of a unit that has read them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pantoum.errors import PantoumError
from pantoum.plots.figure import new_figure
from pantoum.plots.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
CELL = 0.24
LINE = 0.36
GAP = 0.16
BAR = 0.12
BETWEEN = 0.3
HEAD = 0.55
# Widths of cells: a line is broken beyond so many, of which a symbol takes one or more.
LONGEST_LINE = 40
FONT_SIZE = 11
# Of a feature that is 0 or 1, what is drawn below a symbol that has it.
UNDERLINE = 2.0
# From so dark a shade on a symbol is white.
DARK = 0.55


class Cell(NamedTuple):
    """One symbol on a line.

    left, width: in widths of a cell; value: of the unit; marked: whether the feature is 1.
    """

    symbol: str
    left: float
    width: float
    value: float
    marked: bool


def unit_figure(values: Mapping[str, Any], feature: str) -> Figure:
    """Draw some texts, shaded by the value of the unit that follows a feature most closely: darker
    where it is higher.

    A feature that is 0 or 1 is shown as well, by a line below the symbols that have it. Symbols
    stand from left to right in the order of the text, also where its script runs from right to
    left.

    Args:
        values: of `pantoum.explaining.units.find_units`.
        feature: its name.
    Raises: PantoumError for a feature that is not among them, and where matplotlib is not
        installed.
    """
    known = {one["name"]: one for one in values.get("features", ())}
    if feature not in known:
        raise PantoumError(
            f"no unit was found for a feature {feature!r}",
            setting="feature",
            value=feature,
            rule=f"one of {', '.join(known)}",
            remedy=f"choose one of {', '.join(known)}" if known else "give values of find_units",
        )
    best = known[feature]["best"]
    numbers = [one for example in best["examples"] for one in example["values"]]
    low, high = (min(numbers, default=0.0), max(numbers, default=1.0))
    is_binary = is_yes_or_no(known[feature])
    texts = [list(_lines(example, is_binary)) for example in best["examples"]]
    return _drawn(texts, low, high, _title(known[feature]), f"{best['symbol']} of the unit")


def is_yes_or_no(feature: Mapping[str, Any]) -> bool:
    """Whether a feature is 0 or 1 in all its examples, so that symbols that have it are
    underlined.
    """
    marks = {one for example in feature["best"]["examples"] for one in example["feature"]}
    return marks <= {0, 1, None}


def _lines(example: Mapping[str, Any], is_binary: bool) -> Iterator[list[Cell]]:
    """The cells of one text, line by line."""
    marks = example["feature"]
    line: list[Cell] = []
    left = 0.0
    for symbol, value, mark in zip(example["symbols"], example["values"], marks, strict=True):
        width = _width(label(symbol).text)
        if line and left + width > LONGEST_LINE:
            yield line
            line, left = [], 0.0
        line.append(Cell(symbol, left, width, value, is_binary and mark == 1))
        left += width
    if line:
        yield line


def _width(text: str) -> float:
    """Of a symbol in widths of a cell, by its letters without their marks."""
    letters = [one for one in text if not unicodedata.category(one).startswith("M")]
    wide = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in letters)
    return max(1.0, 0.45 * wide + 0.3)


def _drawn(
    texts: Sequence[Sequence[Sequence[Cell]]], low: float, high: float, title: str, bar: str
) -> Figure:
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    lines = sum(map(len, texts))
    widest = max(
        (cell.left + cell.width for text in texts for line in text for cell in line), default=1
    )
    width = widest * CELL
    height = max(lines * LINE + max(len(texts) - 1, 0) * GAP, 4 * LINE)
    whole = (width + BETWEEN + BAR, height + HEAD)
    figure = new_figure(*whole)
    axes = figure.add_axes((0, 0, width / whole[0], height / whole[1]))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    axes.set_title(title, fontsize=10, loc="left", pad=10)
    scale = ScalarMappable(Normalize(low, high if high > low else low + 1), colormaps["Blues"])
    top = 0.0
    for text in texts:
        for line in text:
            _draw_line(axes, line, top, scale)
            top += LINE
        top += GAP
    box = ((width + BETWEEN) / whole[0], (height - 4 * LINE) / whole[1])
    bar_axes = figure.add_axes((*box, BAR / whole[0], 4 * LINE / whole[1]))
    figure.colorbar(scale, cax=bar_axes, label=bar)
    return figure


def _draw_line(axes: Axes, line: Sequence[Cell], top: float, scale: Any) -> None:
    from matplotlib.patches import Rectangle

    height = LINE - 0.08
    for cell in line:
        left, width = cell.left * CELL, cell.width * CELL
        colour = scale.to_rgba(cell.value)
        axes.add_patch(
            Rectangle((left, top), width, height, facecolor=colour, edgecolor="0.85", linewidth=0.5)
        )
        shown = label(cell.symbol)
        axes.text(
            left + width / 2,
            top + height / 2,
            shown.text,
            ha="center",
            va="center",
            fontsize=FONT_SIZE,
            fontfamily=list(shown.families),
            color="white" if scale.norm(cell.value) > DARK else "black",
            parse_math=False,
        )
        if cell.marked:
            bottom = top + height + 0.03
            axes.plot(
                [left + 0.02, left + width - 0.02],
                [bottom, bottom],
                color="black",
                linewidth=UNDERLINE,
                solid_capstyle="butt",
            )


def _title(feature: Mapping[str, Any]) -> str:
    best = feature["best"]
    interval = ""
    if best["interval"] is not None:
        interval = " [{:.2f}, {:.2f}]".format(*best["interval"])
    which = f"unit {best['unit']} of {best['title']} ({best['symbol']})"
    return f"{feature['title']}: {which}, r = {best['r']:.2f}{interval}"
