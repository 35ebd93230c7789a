"""What each symbol of an input adds to each output, as a matrix of signed cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pantoum.errors import PantoumError
from pantoum.plots.cells import POINTS_PER_INCH, Names, cells_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Cells of less than this share of the largest have no sign: they are as good as white.
LEAST_SHARE = 0.08
# From so large a share on a sign is white.
DARK = 0.6


def attribution_figure(values: Mapping[str, Any], place: int = 0) -> Figure:
    """Draw what each symbol of one input (columns) adds to log P of each output (rows).

    Darker cells have larger sizes, whatever their sign; the sign stands in them, so that it can be
    read in grey, too. The scale goes as far as the largest size of this input.

    Args:
        values: of `pantoum.explaining.attribution.find_attribution`.
        place: of the input among the examples, from 0.
    Raises: PantoumError for an input that is not among them, and where matplotlib is not installed.
    """
    examples = values.get("examples", ())
    if not 0 <= place < len(examples):
        raise PantoumError(
            f"there are {len(examples)} inputs with attributions, of which {place!r} is none;",
            setting="place",
            value=place,
            rule="the place of an input in the list, from 0",
            remedy="give the place of one, from 0",
        )
    one = examples[place]
    matrix = np.array(one["attributions"], dtype=np.float64)
    limit = float(np.abs(matrix).max()) or 1.0
    names = Names(one["output"], one["source"], "output", "input")
    figure, cell = cells_figure(
        matrix, names, "attribution (nats)", limits=(-limit, limit), colours="RdBu"
    )
    _write_signs(figure, matrix / limit, cell)
    return figure


def _write_signs(figure: Figure, shares: np.ndarray, cell: float) -> None:
    size = min(11.0, 0.6 * cell * POINTS_PER_INCH)
    for (row, column), share in np.ndenumerate(shares):
        if abs(share) >= LEAST_SHARE:
            figure.axes[0].text(
                column + 0.5,
                row + 0.5,
                "+" if share > 0 else "−",
                ha="center",
                va="center",
                fontsize=size,
                color="white" if abs(share) > DARK else "black",
            )
