"""How far gradients reach, and how long units remember: models beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pantoum.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
PANEL_WIDTH = 4.4
PANEL_HEIGHT = 2.6
HEAD = 0.5
COLUMNS = 2
# Models are told apart by lines and markers; the colours are of different lightness.
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v")
COLOURS = ("#10316b", "#d9822b", "#2a9d5c", "#b04a8f", "#7a7a7a")
MOST_MARKERS = 25
# Powers of ten on an axis on which 2 and 5 of each still have room.
MOST_DECADES = 3
THROUGH = {"hidden": "a", "cell": "c"}


class Style(NamedTuple):
    """How the lines of one model are drawn."""

    colour: str
    line: str
    marker: str


def reach_figure(values: Mapping[str, Any]) -> Figure:
    """Draw the gains of a finding of reach by lag: medians as lines, with bands from quartile to
    quartile, for each cell and each part of its state, and for the outputs.

    Args:
        values: those of `pantoum.explaining.reach.find_reach`.
    Raises:
        PantoumError: matplotlib is not installed.
    """
    panels = [*_panels(values["states"], ("place", "through"))]
    if values["outputs"]:
        panels.append(values["outputs"])
    styles = styles_of(values["models"])
    figure, every = _grid(len(panels))
    bounds = _decades(values["states"])
    for axes, entries in zip(every, panels, strict=True):
        for entry in entries:
            _draw(axes, entry, styles[entry["model"]])
        first = entries[0]
        axes.set_yscale("log")
        if "place" in first:
            through = THROUGH.get(first["through"], first["through"])
            axes.set_title(first["title"], fontsize="medium")
            axes.set_xlabel("lag t − s (steps)")
            axes.set_ylabel(f"gain ∂a⟨t⟩/∂{through}⟨s⟩")
            axes.set_ylim(*bounds)
        else:
            axes.set_title("outputs by inputs", fontsize="medium")
            from_end = first["lag_from"] == "end"
            lag = "distance from the last symbol" if from_end else "lag t − s (symbols)"
            axes.set_xlabel(lag)
            axes.set_ylabel("gain ∂ŷ⟨t⟩/∂x⟨s⟩")
            axes.set_ylim(*_decades(entries))
    _finish(figure, every)
    return figure


def half_life_figure(values: Mapping[str, Any]) -> Figure:
    """Draw what share of the units of each cell remembers for so many steps or longer.

    Args:
        values: as of `reach_figure`, with at least one half-life.
    Raises:
        PantoumError: matplotlib is not installed.
    """
    panels = [*_panels(values["half_life"], ("place",))]
    styles = styles_of(values["models"])
    known = [one for entry in values["half_life"] for one in entry["of_units"] if one]
    bounds = (min(known, default=0.5) / 1.2, max(known, default=2.0) * 1.2)
    figure, every = _grid(len(panels))
    for axes, entries in zip(every, panels, strict=True):
        for entry in entries:
            steps, shares = _survivors(entry["of_units"], bounds)
            style = styles[entry["model"]]
            axes.plot(
                steps,
                shares,
                drawstyle="steps-pre",
                color=style.colour,
                linestyle=style.line,
                marker=style.marker,
                markersize=4,
                markevery=0.2,
                label=entry["model"],
            )
        axes.set_xscale("log")
        axes.set_xlim(*bounds)
        _mark_steps(axes)
        axes.set_ylim(-2, 102)
        axes.set_title(entries[0]["title"], fontsize="medium")
        axes.set_xlabel("half-life of the memory (steps)")
        axes.set_ylabel("units of at least that (%)")
    _finish(figure, every)
    return figure


def styles_of(models: Sequence[str]) -> dict[str, Style]:
    """For each model a colour, a kind of line and a marker of its own."""
    return {
        name: Style(
            COLOURS[number % len(COLOURS)],
            LINES[number % len(LINES)],
            MARKERS[number % len(MARKERS)],
        )
        for number, name in enumerate(models)
    }


def _panels(
    entries: Sequence[Mapping[str, Any]], keys: tuple[str, ...]
) -> Iterator[list[Mapping[str, Any]]]:
    """The entries that belong into one picture: those of all models for the same place."""
    panels: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for entry in entries:
        panels.setdefault(tuple(entry[key] for key in keys), []).append(entry)
    yield from panels.values()


def _grid(panels: int) -> tuple[Figure, list[Axes]]:
    columns = min(COLUMNS, panels)
    rows = ceil(panels / columns)
    figure = new_figure(PANEL_WIDTH * columns, PANEL_HEIGHT * rows + HEAD)
    grid = figure.subplots(rows, columns, squeeze=False)
    every = list(grid.flat)
    for spare in every[panels:]:
        spare.remove()
    return figure, every[:panels]


def _decades(entries: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """The whole powers of ten between which all gains but 0 lie."""
    known = [one for entry in entries for name in ("low", "high") for one in entry[name] if one]
    low = floor(log10(min(known, default=1.0)))
    return 10.0**low, 10.0 ** max(ceil(log10(max(known, default=1.0))), low + 1)


def _draw(axes: Axes, entry: Mapping[str, Any], style: Style) -> None:
    low, median, high = (np.array(entry[name], dtype=float) for name in ("low", "median", "high"))
    for one in (low, median, high):
        one[one <= 0] = np.nan  # which a logarithmic scale cannot show
    axes.fill_between(entry["lags"], low, high, color=style.colour, alpha=0.18, linewidth=0)
    axes.plot(
        entry["lags"],
        median,
        color=style.colour,
        linestyle=style.line,
        marker=style.marker,
        markersize=4,
        markevery=ceil(len(median) / MOST_MARKERS),
        label=entry["model"],
    )


def _survivors(
    of_units: Sequence[float | None], bounds: tuple[float, float]
) -> tuple[list[float], list[float]]:
    """Half-lives from the shortest to the longest, and how many per cent of the units have at least
    that.
    """
    finite = sorted(max(one, bounds[0]) for one in of_units if one is not None)
    count = len(of_units)
    steps = [bounds[0], *finite]
    shares = [100.0 * (count - number) / count for number in (0, *range(len(finite)))]
    left = 100.0 * (count - len(finite)) / count
    return [*steps, bounds[1]], [*shares, left]


def _mark_steps(axes: Axes) -> None:
    """Plain numbers on a logarithmic axis, at 1, 2 and 5 of each power of ten, or at the powers
    alone where it has many.
    """
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    low, high = axes.get_xlim()
    subs = (1.0, 2.0, 5.0) if log10(high / low) < MOST_DECADES else (1.0,)
    axes.xaxis.set_major_locator(LogLocator(subs=subs))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _finish(figure: Figure, every: Sequence[Axes]) -> None:
    from matplotlib.ticker import MaxNLocator

    for axes in every:
        if axes.get_xscale() == "linear":
            axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1))
        axes.grid(color="0.9")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    handles: dict[str, Any] = {}
    for axes in every:
        for handle, name in zip(*axes.get_legend_handles_labels(), strict=True):
            handles.setdefault(name, handle)
    height = figure.get_figheight()
    figure.subplots_adjust(
        hspace=0.6, wspace=0.3, top=1 - (HEAD + 0.15) / height, bottom=0.5 / height, left=0.1
    )
    figure.legend(
        handles.values(), handles, loc="upper center", ncols=4, fontsize="small", edgecolor="none"
    )
