"""The picture of the lab's gradients: reach by the lag, and losses with and without clipping."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from pantoum.plots.figure import new_figure
from pantoum.plots.lab import STYLES, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
PANEL_WIDTH = 4.4
PANEL_HEIGHT = 3.8
COLUMNS = 3
MARKERS = 6
# Letters of a name that leaves room for two beside each other alone.
LONG_NAME = 12

Curve = Mapping[str, Any]


def gradients_figure(values: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """Gains by the lag, in a panel each: of fresh cells, of the first biases of each cell with
    gates, before and after training, with larger and smaller weights; and losses with clipping and
    without.

    Args:
        values: those of `pantoum.lab.gradients`.
        names: of the cells.
    Raises: PantoumError without matplotlib.
    """
    curves = [one for one in values["curves"] if one["through"] == "a"]
    panels = _panels(values, curves, names)
    rows = ceil((len(panels) + 1) / COLUMNS)
    figure = new_figure(COLUMNS * PANEL_WIDTH, rows * PANEL_HEIGHT)
    every = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
    figure.subplots_adjust(hspace=0.75, wspace=0.3)
    for axes, (title, drawn, name_of) in zip(every, panels, strict=False):
        for number, curve in enumerate(drawn):
            _draw(axes, curve, name_of(curve), STYLES[number % len(STYLES)])
        axes.set_title(title, fontsize="medium")
        axes.set_xlabel("lag t − s (steps)")
        axes.set_ylabel("gain ∂a⟨t⟩/∂a⟨s⟩")
        axes.yaxis.set_major_formatter(_power)
        _finish(axes)
    _losses(every[len(panels)], values)
    for axes in every[len(panels) + 1 :]:
        axes.set_axis_off()
    return figure


def _panels(
    values: Mapping[str, Any], curves: Sequence[Curve], names: Mapping[str, str]
) -> list[tuple[str, list[Curve], Callable[[Curve], str]]]:
    """Title, curves and their names of each panel with gains."""
    first = [one for one in curves if one["part"] == "first"]
    own = [one for one in first if one["bias"] == "own"]
    panels: list[tuple[str, list[Curve], Callable[[Curve], str]]] = [
        ("first weights", own, lambda one: names[one["cell"]])
    ]
    for cell in values["cells"]:
        biased = [one for one in first if one["cell"] == cell and one["bias"] != "own"]
        if biased:
            panels.append((f"first biases of the {names[cell]}", biased, _of_bias))
    trained = [one for one in curves if one["part"] in ("before", "after")]
    panels.append(
        (
            "before and after training (adding)",
            trained,
            lambda one: f"{names[one['cell']]}, {one['part']}",
        )
    )
    scaled = [one for one in curves if one["part"] == "scaled"]
    panels.append(
        ("plain RNN, recurrent weights scaled", scaled, lambda one: f"× {one['factor']:g}")
    )
    return panels


def _of_bias(curve: Curve) -> str:
    bias = curve["bias"]
    return "chrono" if bias == "chrono" else f"{bias:g}"


def _draw(axes: Axes, curve: Curve, name: str, style: Mapping[str, Any]) -> None:
    known = [
        (lag, one["mean"])
        for lag, one in zip(curve["at_lags"], curve["log10"], strict=True)
        if one is not None
    ]
    axes.plot(
        [lag for lag, _ in known],
        [log for _, log in known],
        label=name,
        markersize=4,
        markevery=max(1, len(known) // MARKERS),
        **style,
    )


def _losses(axes: Axes, values: Mapping[str, Any]) -> None:
    """The losses of twentieths of the steps."""
    for number, one in enumerate(values["clipping"]):
        losses = one["losses"]
        shares = [100 * (place + 0.5) / len(losses) for place in range(len(losses))]
        known = [(at, loss) for at, loss in zip(shares, losses, strict=True) if loss is not None]
        axes.plot(
            [at for at, _ in known],
            [loss for _, loss in known],
            label="clipped to 1" if one["clipped"] else "not clipped",
            markersize=4,
            markevery=3,
            **STYLES[number],
        )
    axes.axhline(values["chance"], color="0.75", linewidth=1, label="guessing")
    axes.set_yscale("log")
    axes.set_title("plain RNN, weights × 2, a training that explodes", fontsize="medium")
    axes.set_xlabel("steps (per cent)")
    axes.set_ylabel("loss (nats)")
    _finish(axes)


def _finish(axes: Axes) -> None:
    """A light grid, and the lines' names below the panel, where they hide nothing."""
    plain(axes)
    names = axes.get_legend_handles_labels()[1]
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.2),
        ncols=3 if max(map(len, names)) < LONG_NAME else 2,
        fontsize="small",
        frameon=False,
        handlelength=3.5,
    )


def _power(log10: float, _place: int) -> str:
    return f"$10^{{{log10:g}}}$"
