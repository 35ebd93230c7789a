"""Pictures of the lab's experiments, drawn from the values that they store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pantoum.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
WIDTH = 9.0
HEIGHT = 3.6
# A grey, a dash and a marker for each line: they differ without colours, too.
STYLES: tuple[dict[str, Any], ...] = (
    {"color": "0.0", "linestyle": "-", "marker": "o"},
    {"color": "0.35", "linestyle": "--", "marker": "s"},
    {"color": "0.55", "linestyle": "-.", "marker": "^"},
    {"color": "0.2", "linestyle": ":", "marker": "D"},
    {"color": "0.65", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
    {"color": "0.45", "linestyle": (0, (1, 3)), "marker": "x"},
)


def lags_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Wrong answers after training, and sequences until a task was solved, by lag for each cell.

    Args:
        values: those of `pantoum.lab.adding` and the other experiments by lag.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    figure = new_figure(WIDTH, HEIGHT)
    wrong, needed = figure.subplots(1, 2)
    figure.subplots_adjust(wspace=0.3)
    for number, cell in enumerate(values["cells"]):
        style = STYLES[number % len(STYLES)]
        cases = [case for case in values["cases"] if case["cell"] == cell]
        means_line(wrong, [(case["lag"], case["wrong"]) for case in cases], names[cell], style)
        solved = [(case["lag"], case["sequences"]) for case in cases if case["sequences"]]
        means_line(needed, solved, names[cell], style)
    wrong.set_ylabel("new sequences wrong (per cent)")
    wrong.set_ylim(-3, 103)
    needed.set_ylabel("training sequences until solved")
    needed.set_ylim(bottom=0)
    needed.yaxis.set_major_formatter("{x:,.0f}")
    for axes in (wrong, needed):
        axes.set_xlabel("lag (steps)")
        axes.set_xticks(values["lags"])
        axes.set_xlim(0, 1.08 * max(values["lags"]))
        plain(axes)
    if not any(case["sequences"] for case in values["cases"]):
        needed.text(0.5, 0.5, "no run solved it", transform=needed.transAxes, ha="center")
        needed.set_yticks([])
    legend_below(figure, wrong)
    return figure


def capacity_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Symbols that are right, and bits that are kept, by the length of a sequence, for each size.

    Args:
        values: those of `pantoum.lab.capacity`.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    figure = new_figure(WIDTH, HEIGHT)
    right, bits = figure.subplots(1, 2)
    figure.subplots_adjust(wspace=0.3)
    states = [(cell, size) for cell in values["cells"] for size in values["sizes"]]
    for number, state in enumerate(states):
        style = STYLES[number % len(STYLES)]
        cases = [one for one in values["cases"] if (one["cell"], one["size"]) == state]
        name = f"{names[state[0]]}, {state[1]} numbers"
        for axes, key in ((right, "right"), (bits, "bits")):
            means_line(axes, [(case["length"], case[key]) for case in cases], name, style)
    most = max(values["lengths"])
    bits.plot([0, most], [0, 3 * most], color="0.75", linewidth=1, label="all that was read")
    right.set_ylabel("new symbols right (per cent)")
    right.set_ylim(-3, 103)
    bits.set_ylabel("kept of a sequence (bits)")
    bits.set_ylim(bottom=0)
    for axes in (right, bits):
        axes.set_xlabel("symbols of a sequence")
        axes.set_xticks(values["lengths"])
        axes.set_xlim(0, 1.04 * most)
        plain(axes)
    legend_below(figure, bits)
    return figure


def depth_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Wrong answers after training, and sequences until a task was solved, by number of layers.

    Args:
        values: those of `pantoum.lab.depth`.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    figure = new_figure(WIDTH, HEIGHT)
    wrong, needed = figure.subplots(1, 2)
    figure.subplots_adjust(wspace=0.3)
    kinds = [(cell, way) for cell in values["cells"] for way in values["ways"]]
    for number, (cell, way) in enumerate(kinds):
        style = STYLES[number % len(STYLES)]
        cases = [
            one
            for one in values["cases"]
            if one["cell"] == cell and (one["way"] == way or one["layers"] == 1)
        ]
        name = f"{names[cell]}, {way}"
        means_line(wrong, [(case["layers"], case["wrong"]) for case in cases], name, style)
        solved = [(case["layers"], case["sequences"]) for case in cases if case["sequences"]]
        means_line(needed, solved, name, style)
    wrong.set_ylabel("new sequences wrong (per cent)")
    wrong.set_ylim(-3, 103)
    needed.set_ylabel("training sequences until solved")
    needed.set_ylim(bottom=0)
    needed.yaxis.set_major_formatter("{x:,.0f}")
    for axes in (wrong, needed):
        axes.set_xlabel("layers")
        axes.set_xticks(values["layers"])
        axes.set_xlim(0, max(values["layers"]) + 0.5)
        plain(axes)
    if not any(case["sequences"] for case in values["cases"]):
        needed.text(0.5, 0.5, "no run solved it", transform=needed.transAxes, ha="center")
        needed.set_yticks([])
    legend_below(figure, wrong)
    return figure


def means_line(
    axes: Axes,
    points: Sequence[tuple[int | float, Mapping[str, Any]]],
    name: str,
    style: Mapping[str, Any],
) -> None:
    """Means with their intervals; a mean of one value has none."""
    middle = [mean["mean"] for _, mean in points]
    ends = [(mean["low"], mean["high"]) for _, mean in points]
    below = [0 if low is None else mean - low for mean, (low, _) in zip(middle, ends, strict=True)]
    above = [
        0 if high is None else high - mean for mean, (_, high) in zip(middle, ends, strict=True)
    ]
    axes.errorbar(
        [lag for lag, _ in points],
        middle,
        yerr=[below, above],
        label=name,
        capsize=3,
        markersize=5,
        **style,
    )


def plain(axes: Axes) -> None:
    """A light grid, and no frame at the top and the right."""
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def legend_below(figure: Figure, axes: Axes) -> None:
    """The lines' names below the panels, where they hide nothing."""
    handles, names = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        names,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=min(3, len(names)),
        frameon=False,
        handlelength=3.5,
    )
