"""A confusion matrix: counts of right and predicted labels as a matrix of cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from pantoum.errors import PantoumError
from pantoum.plots.cells import POINTS_PER_INCH, Names, cells_figure
from pantoum.plots.figure import check_picture_path, save_figure
from pantoum.plots.labels import missing_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches: room for a count of four digits. In smaller cells no count is written.
LARGEST_CELL = 0.5
SMALLEST_WRITTEN = 0.24


@runtime_checkable
class Counted(Protocol):
    """What can be drawn: labels, and how often each of them (rows) was taken for each (columns)."""

    @property
    def labels(self) -> Sequence[str]: ...
    @property
    def counts(self) -> np.ndarray: ...


def plot_confusions(matrix: Counted, path: str | Path) -> str | None:
    """Write a confusion matrix as a picture: PNG, SVG or PDF by its suffix.

    Returns:
        None, or one line for the user: the scripts that no font on this machine shows, and what to
        install.

    Raises:
        PantoumError: there is no label, the path cannot be written, or matplotlib is not installed.
    """
    path = check_picture_path(path)
    save_figure(confusions_figure(matrix), path)
    return missing_fonts(matrix.labels)


def confusions_figure(matrix: Counted) -> Figure:
    """Draw a confusion matrix: a row for each right label, a column for each predicted one.

    A cell holds a count, and is the darker the larger its share of the row is: on the diagonal that
    is the recall. A row without any example is empty.

    Raises:
        PantoumError: there is no label, or matplotlib is not installed.
        ValueError: the counts are not [labels, labels].
    """
    counts = np.asarray(matrix.counts)
    if counts.shape != (len(matrix.labels), len(matrix.labels)):
        raise ValueError(
            f"counts must be [labels, labels] of {len(matrix.labels)} labels, got {counts.shape}"
        )
    if not counts.size:
        raise PantoumError(
            "there are no labels, so there is nothing to draw",
            setting="matrix",
            remedy="give a file with examples",
        )
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = Names(matrix.labels, matrix.labels, "right", "predicted")
    figure, cell = cells_figure(shares, names, "share of the row", LARGEST_CELL)
    if cell >= SMALLEST_WRITTEN:
        for (row, column), count in np.ndenumerate(counts):
            _write(figure, row, column, int(count), float(shares[row, column]), cell)
    return figure


def _write(figure: Figure, row: int, column: int, count: int, share: float, cell: float) -> None:
    """One count in its cell, in white where that is dark; nothing for 0, so that mistakes are
    seen."""
    if not count:
        return
    text = f"{count}"
    size = min(9.0, 1.3 * cell * POINTS_PER_INCH / max(len(text), 2))
    colour = "white" if share > 0.5 else "black"
    axes = figure.axes[0]
    axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=size, color=colour)
