"""Where the decoder looked: attention weights as a matrix of cells."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from weft.errors import WeftError
from weft.plots.figure import check_picture_path, new_figure, save_figure
from weft.plots.labels import label, missing_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Inches. Up to 200 symbols on a side each have a label; beyond, labels are thinned.
LARGEST_CELL = 0.36
LARGEST_SIDE = 24.0
LABEL_PITCH = 0.12
COLOUR_BAR_WIDTH = 0.15
COLOUR_BAR_HEIGHTS = (1.2, 3.0)
GAP = 0.25

VECTOR_CELLS = 2_500  # more cells than this are pixels also in an SVG: it would grow to megabytes
POINTS_PER_INCH = 72


@runtime_checkable
class Attended(Protocol):
    """What can be drawn: output symbols (rows), input symbols (columns) and the weights between them."""

    @property
    def tokens(self) -> Sequence[str]: ...
    @property
    def source_tokens(self) -> Sequence[str]: ...
    @property
    def attention(self) -> np.ndarray | None: ...


def plot_attention(prediction: Attended, path: str | Path) -> str | None:
    """Write the attention matrix of a prediction as a picture, PNG or SVG by the suffix of `path`.

    Returns:
        None, or one line for the user: the scripts that no font on this machine shows, and what to install.

    Raises:
        WeftError: the prediction has no attention or no output, the path cannot be written, or matplotlib is
            not installed.
    """
    path = Path(path)
    check_picture_path(path)
    save_figure(attention_figure(prediction), path)
    return missing_fonts([*prediction.tokens, *prediction.source_tokens])


def attention_figure(prediction: Attended) -> Figure:
    """Draw the attention matrix: a row for each output symbol, a column for each input symbol.

    Darker cells have larger weights, on a fixed scale from 0 to 1, so that pictures can be compared. Columns
    run from left to right in the order of the input, also where its script runs from right to left.

    Raises:
        WeftError: the prediction has no attention or no output, or matplotlib is not installed.
        ValueError: the weights are not [output symbols, input symbols].
    """
    weights = _weights(prediction)
    rows, columns = weights.shape
    cell = min(LARGEST_CELL, LARGEST_SIDE / max(rows, columns))
    figure, axes, bar = _lay_out(columns * cell, rows * cell)
    cells = axes.pcolormesh(
        weights,
        cmap="Blues",
        vmin=0,
        vmax=1,
        edgecolors="0.9" if weights.size <= VECTOR_CELLS else "none",
        linewidth=0.5,
        rasterized=weights.size > VECTOR_CELLS,
    )
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set(xlabel="input", ylabel="output")
    _write_labels(axes.xaxis, prediction.source_tokens, cell)
    _write_labels(axes.yaxis, prediction.tokens, cell)
    _turn_wide_labels(figure, axes, cell)
    figure.colorbar(cells, cax=bar, label="attention")
    return figure


def _weights(prediction: Attended) -> np.ndarray:
    if prediction.attention is None:
        raise WeftError(
            "there is nothing to draw: this model has no attention; train one with --model.attention additive"
        )
    weights = np.asarray(prediction.attention)
    expected = (len(prediction.tokens), len(prediction.source_tokens))
    if weights.shape != expected:
        raise ValueError(f"attention must be [output symbols, input symbols] = {expected}, got {weights.shape}")
    if weights.size == 0:
        raise WeftError("the output is empty, so there is no attention to draw: try another input")
    return weights


def _lay_out(width: float, height: float) -> tuple[Figure, Axes, Axes]:
    """A figure with axes of `width` by `height` inches and a colour bar beside them, tops aligned."""
    least, most = COLOUR_BAR_HEIGHTS
    bar_height = min(max(height, least), most)
    whole_width, whole_height = width + GAP + COLOUR_BAR_WIDTH, max(height, bar_height)
    figure = new_figure(whole_width, whole_height)

    def place(left: float, width: float, height: float) -> Axes:
        box = (left / whole_width, 1 - height / whole_height, width / whole_width, height / whole_height)
        return figure.add_axes(box)

    return figure, place(0.0, width, height), place(width + GAP, COLOUR_BAR_WIDTH, bar_height)


def _labels_every(cell: float) -> int:
    """How many cells go to one label: 1, or more where cells are smaller than the smallest readable label."""
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
    """Turn the column labels that are wider than their place, or all of them if most are."""
    labels = axes.get_xticklabels()
    place = 0.95 * cell * _labels_every(cell)
    wide = [one for one in labels if one.get_window_extent().width / figure.dpi > place]
    for one in labels if 2 * len(wide) > len(labels) else wide:
        one.set_rotation(90)
