"""Gates as points: at what share of the steps each unit is shut, and open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pantoum.errors import PantoumError
from pantoum.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
PANEL = 2.3
MARGIN = 0.6
MARKERS = ("o", "^", "s", "D", "v")


def saturation_figure(values: Mapping[str, Any]) -> Figure:
    """Draw every unit as a point: a row for each cell, a column for each of its gates.

    Units at the right are often shut, those at the top often open; those at the corner of 0 are
    neither, and none is beyond the line, on which a unit is always one of both.

    Args:
        values: of `pantoum.explaining.saturation.find_gates`.
    Raises: PantoumError for values without gates, and where matplotlib is not installed.
    Source: Karpathy, Johnson & Fei-Fei (2015), arXiv:1506.02078, figure 3.
    """
    gates: Sequence[Mapping[str, Any]] = values.get("gates", ())
    if not gates:
        raise PantoumError(
            "there are no gates to draw",
            setting="values",
            remedy="give what find_gates has found of a model whose cells have gates",
        )
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for gate in gates:
        rows.setdefault(gate["place"], []).append(gate)
    columns = max(map(len, rows.values()))
    figure = new_figure(columns * PANEL + MARGIN, len(rows) * PANEL + MARGIN)
    grid = figure.subplots(len(rows), columns, squeeze=False, sharex=True, sharey=True)
    for of_row, of_place in zip(grid, rows.values(), strict=True):
        for place, axes in enumerate(of_row):
            if place < len(of_place):
                _draw(axes, of_place[place], MARKERS[place % len(MARKERS)])
            else:
                axes.set_axis_off()
    below, above = values["shut_below"], values["open_above"]
    figure.supxlabel(f"share of the steps at which it is shut (below {below:g})", fontsize=10)
    figure.supylabel(f"share of the steps at which it is open (above {above:g})", fontsize=10)
    figure.set_layout_engine("constrained")
    return figure


def _draw(axes: Axes, gate: Mapping[str, Any], marker: str) -> None:
    axes.plot([0, 1], [1, 0], color="0.75", linewidth=0.8, linestyle="--")
    # Half transparent: where points lie on each other it is darker.
    axes.scatter(
        gate["shut"],
        gate["open"],
        s=16,
        marker=marker,
        color="black",
        alpha=0.35,
        linewidths=0,
        clip_on=False,
        zorder=3,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set_xticks([0, 0.5, 1])
    axes.set_yticks([0, 0.5, 1])
    axes.spines[["top", "right"]].set_visible(False)
    name = f"{gate['gate'].replace('_', ' ')} {gate['symbol']}"
    axes.set_title(f"{gate['title']}\n{name}", fontsize=9)
