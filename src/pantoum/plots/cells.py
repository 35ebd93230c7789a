"""A matrix as coloured cells, with a name for each row and column."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pantoum.plots.figure import new_figure
from pantoum.plots.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Inches. Up to 200 names on a side are all written; beyond, they are thinned.
LARGEST_CELL = 0.36
LARGEST_SIDE = 24.0
LABEL_PITCH = 0.12
COLOUR_BAR_WIDTH = 0.15
COLOUR_BAR_HEIGHTS = (1.2, 3.0)
GAP = 0.25

VECTOR_CELLS = 2_500  # more cells than this are pixels also in an SVG: it would grow to megabytes
POINTS_PER_INCH = 72


class Names(NamedTuple):
    """What stands beside the rows and above the columns, and what each of these sides is."""

    rows: Sequence[str]
    columns: Sequence[str]
    row_side: str
    column_side: str


def cells_figure(
    values: np.ndarray,
    names: Names,
    bar: str,
    largest: float = LARGEST_CELL,
    *,
    limits: tuple[float, float] = (0, 1),
    colours: str = "Blues",
) -> tuple[Figure, float]:
    """Draw a matrix [rows, columns] of values, darker where they are larger.

    The scale is fixed, so that pictures can be compared.

    Args:
        bar: what the values are, beside the colour bar.
        largest: a cell of so many inches, or a smaller one.
        limits: the values at both ends of the colours.
        colours: the name of a colour map of matplotlib.
    Returns: the figure, whose first axes hold the cells, and the size of a cell in inches.
    Raises:
        PantoumError: matplotlib is not installed.
    """
    rows, columns = values.shape
    cell = min(largest, LARGEST_SIDE / max(rows, columns))
    figure, axes, bar_axes = _lay_out(columns * cell, rows * cell)
    cells = axes.pcolormesh(
        values,
        cmap=colours,
        vmin=limits[0],
        vmax=limits[1],
        edgecolors="0.9" if values.size <= VECTOR_CELLS else "none",
        linewidth=0.5,
        rasterized=values.size > VECTOR_CELLS,
    )
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set(xlabel=names.column_side, ylabel=names.row_side)
    _write_labels(axes.xaxis, names.columns, cell)
    _write_labels(axes.yaxis, names.rows, cell)
    _turn_wide_labels(figure, axes, cell)
    figure.colorbar(cells, cax=bar_axes, label=bar)
    return figure, cell


def _lay_out(width: float, height: float) -> tuple[Figure, Axes, Axes]:
    """A figure with axes of `width` by `height` inches and a colour bar beside them, tops
    aligned."""
    least, most = COLOUR_BAR_HEIGHTS
    bar_height = min(max(height, least), most)
    whole_width = width + GAP + COLOUR_BAR_WIDTH
    whole_height = max(height, bar_height)
    figure = new_figure(whole_width, whole_height)

    def place(left: float, width: float, height: float) -> Axes:
        box = (
            left / whole_width,
            1 - height / whole_height,
            width / whole_width,
            height / whole_height,
        )
        return figure.add_axes(box)

    return figure, place(0.0, width, height), place(width + GAP, COLOUR_BAR_WIDTH, bar_height)


def _labels_every(cell: float) -> int:
    """How many cells go to one label: 1, or more where cells are smaller than the smallest readable
    label.
    """
    return ceil(round(LABEL_PITCH / cell, 6))


def _write_labels(axis: Axis, symbols: Sequence[str], cell: float) -> None:
    step = _labels_every(cell)
    labels = [label(symbol) for symbol in symbols[::step]]
    size = min(12.0, 0.8 * cell * step * POINTS_PER_INCH)
    positions = [step * place + 0.5 for place in range(len(labels))]
    axis.set_ticks(positions, [one.text for one in labels], fontsize=size, parse_math=False)
    axis.set_tick_params(length=0)
    for text, one in zip(axis.get_ticklabels(), labels, strict=True):
        text.set_fontfamily(list(one.families))


def _turn_wide_labels(figure: Figure, axes: Axes, cell: float) -> None:
    """Turn the column labels that are wider than their place, or all of them if more than a quarter
    are.
    """
    labels = axes.get_xticklabels()
    place = 0.85 * cell * _labels_every(cell)
    wide = [one for one in labels if one.get_window_extent().width / figure.dpi > place]
    for one in labels if 4 * len(wide) > len(labels) else wide:
        one.set_rotation(90)
