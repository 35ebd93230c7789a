"""Pictures of the lab's experiments, drawn from the values that they store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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


Point = tuple[int, Mapping[str, Any]]


class Panel(NamedTuple):
    """What a panel shows of each case.

    key: of its mean in a case, which is left out where it is None; label: of the axis, with the
    unit; share: whether it is in per cent.
    """

    key: str
    label: str
    share: bool = False


SOLVING = (
    Panel("wrong", "new sequences wrong (per cent)", share=True),
    Panel("sequences", "training sequences until solved"),
)


def lags_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Wrong answers after training, and sequences until a task was solved, by lag for each cell.

    Args:
        values: those of `pantoum.lab.adding` and the other experiments by lag.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    lines = {names[cell]: points_of(values, "lag", cell=cell) for cell in values["cells"]}
    figure, panels = lines_figure(lines, SOLVING, "lag (steps)", values["lags"])
    _say_unsolved(panels[1], values["cases"])
    return figure


def capacity_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Symbols that are right, and bits that are kept, by the length of a sequence, for each size.

    Args:
        values: those of `pantoum.lab.capacity`.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    lines = {
        f"{names[cell]}, {size} numbers": points_of(values, "length", cell=cell, size=size)
        for cell in values["cells"]
        for size in values["sizes"]
    }
    kept = (
        Panel("right", "new symbols right (per cent)", share=True),
        Panel("bits", "kept of a sequence (bits)"),
    )
    figure, panels = lines_figure(lines, kept, "symbols of a sequence", values["lengths"])
    most = max(values["lengths"])
    panels[1].plot([0, most], [0, 3 * most], color="0.75", linewidth=1, label="all that was read")
    legend_below(figure, panels[1])
    return figure


def depth_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Wrong answers after training, and sequences until a task was solved, by number of layers.

    Args:
        values: those of `pantoum.lab.depth`.
        names: of the cells, for the legend.
    Raises: PantoumError without matplotlib.
    """
    lines = {
        f"{names[cell]}, {way}": [
            (layers, one)
            for layers, one in points_of(values, "layers", cell=cell)
            if one["way"] == way or layers == 1
        ]
        for cell in values["cells"]
        for way in values["ways"]
    }
    figure, panels = lines_figure(lines, SOLVING, "layers", values["layers"])
    _say_unsolved(panels[1], values["cases"])
    return figure


def points_of(values: Mapping[str, Any], across: str, **case: Any) -> list[Point]:
    """The entries of a case in order, each with its place: what it has by the name `across`."""
    return [(one[across], one) for one in values["cases"] if case.items() <= one.items()]


def lines_figure(
    lines: Mapping[str, Sequence[Point]],
    panels: Sequence[Panel],
    across: str,
    ticks: Sequence[int],
) -> tuple[Figure, list[Axes]]:
    """Means with their intervals, a line for each name, in panels beside each other.

    Args:
        lines: by name, each with pairs of a place and an entry that has means by their keys.
        across: what the places are, with the unit.
        ticks: the places.
    Raises: PantoumError without matplotlib.
    """
    figure = new_figure(WIDTH, HEIGHT)
    every: list[Axes] = list(figure.subplots(1, len(panels)))
    figure.subplots_adjust(wspace=0.4)
    for axes, panel in zip(every, panels, strict=True):
        for number, (name, cases) in enumerate(lines.items()):
            points = [(place, one[panel.key]) for place, one in cases if one[panel.key]]
            means_line(axes, points, name, STYLES[number % len(STYLES)])
        axes.set_ylabel(panel.label)
        axes.set_ylim(*((-3, 103) if panel.share else (0, None)))
        axes.yaxis.set_major_formatter("{x:,.10g}")
        axes.set_xlabel(across)
        axes.set_xticks(ticks)
        axes.set_xlim(0, 1.08 * max(ticks))
        plain(axes)
    legend_below(figure, every[0])
    return figure, every


def _say_unsolved(axes: Axes, cases: Sequence[Mapping[str, Any]]) -> None:
    """Say so in the panel of the sequences that were needed, if no run has solved the task."""
    if not any(case["sequences"] for case in cases):
        axes.text(0.5, 0.5, "no run solved it", transform=axes.transAxes, ha="center")
        axes.set_yticks([])


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
    """The lines' names below the panels, where they hide nothing, in place of those of before."""
    for before in list(figure.legends):
        before.remove()
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
