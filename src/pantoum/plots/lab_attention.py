"""Pictures of the lab's experiments with attention, drawn from the values that they store."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from pantoum.plots.figure import new_figure
from pantoum.plots.lab import Panel, lines_figure, points_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCORES = (
    Panel("bleu", "BLEU (per cent)", share=True),
    Panel("right", "outputs wholly right (per cent)", share=True),
)
# Heat maps beside each other, and inches of each.
IN_A_ROW = 3
MAP = 2.5
NAMES = 0.8
# A ring in white on one in black is seen on every grey.
RING = (("0.0", 3.0), ("1.0", 1.2))


def bottleneck_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """BLEU and outputs that are wholly right by the length of the input, a line for each model.

    A dotted line stands at the longest inputs of training.

    Args:
        values: those of `pantoum.lab.bottleneck`.
        names: of the attentions, for the legend.
    Raises: PantoumError without matplotlib.
    """
    lines = {
        f"{names[attention]}, trained to {longest}": points_of(
            values, "length", attention=attention, longest=longest
        )
        for longest in values["longest"]
        for attention in values["attentions"]
    }
    figure, panels = lines_figure(lines, SCORES, "length of the input", values["lengths"])
    for axes in panels:
        for longest in values["longest"]:
            axes.axvline(longest, color="0.6", linestyle=":", linewidth=1)
    return figure


def alignment_figure(values: Mapping[str, Any]) -> Figure:
    """Attention weights of one sentence after more and more steps of training.

    Darker cells have larger weights, from 0 to 1 in every map; a ring is on the input word that
    the output word translates.

    Args:
        values: those of `pantoum.lab.alignment`.
    Raises: PantoumError without matplotlib.
    """
    looks, attentions = len(values["looks"]), values["attentions"]
    columns = min(IN_A_ROW, looks)
    of_one = ceil(looks / columns)  # rows of one attention
    rows = len(attentions) * of_one
    figure = new_figure(columns * MAP + NAMES, rows * (MAP + NAMES))
    grid = figure.subplots(rows, columns, squeeze=False)
    figure.subplots_adjust(left=NAMES / (columns * MAP + NAMES), right=0.92, wspace=0.08)
    for axes in grid.flat:
        axes.set_visible(False)
    drawn: Any = None
    for number, one in enumerate(values["maps"]):
        row, column = divmod(number % looks, columns)
        axes = grid[number // looks * of_one + row, column]
        axes.set_visible(True)
        drawn = _heat_map(axes, one["weights"], values["sentence"], names=column == 0)
        axes.set_title(f"{one['attention']}, {one['step']:,} steps", fontsize=9)
    figure.colorbar(drawn, ax=grid, label="attention weight α", shrink=0.6, pad=0.02)
    return figure


def _heat_map(axes: Axes, weights: Any, sentence: Mapping[str, Any], *, names: bool) -> Any:
    """One matrix, with the true alignment in rings; output words are named if `names`."""
    drawn = axes.imshow(weights, cmap="Greys", vmin=0, vmax=1, aspect="equal")
    order = sentence["order"]
    for colour, width in RING:
        axes.plot(
            order,
            range(len(order)),
            linestyle="none",
            marker="o",
            markersize=9,
            markerfacecolor="none",
            markeredgecolor=colour,
            markeredgewidth=width,
        )
    axes.set_xticks(range(len(sentence["input"])), sentence["input"], rotation=90, fontsize=8)
    axes.set_yticks(range(len(order)), sentence["output"] if names else [], fontsize=8)
    axes.tick_params(length=0)
    return drawn
