"""The reliability diagram: how often a model is right where it is so and so sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pantoum.errors import PantoumError
from pantoum.plots.figure import new_figure
from pantoum.plots.labels import label
from pantoum.plots.parts import part_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
WIDTH = 5.0
HEIGHT = 6.2
BINS = ("equal_width", "equal_mass")


def reliability_figure(
    values: Mapping[str, Any], part: str | None = None, *, bins: str = "equal_width"
) -> Figure:
    """Draw the accuracy of the answers in each bin of confidence, and below it how many answers
    each bin has.

    Grey bars are the accuracy, hatched ones the gap to the mean confidence of the bin, and lines
    with ends the intervals of 95 %; on the dashed diagonal a model is as often right as it is
    sure. A bar that ends below the diagonal is of a model that is too sure.

    Args:
        values: of `pantoum.explaining.calibration.find_calibration`.
        part: which answers; by default the first ones.
        bins: "equal_width", or "equal_mass" for bins with as many answers each.
    Raises: PantoumError for a part that there is not, for values without any, for other bins, and
        where matplotlib is not installed.
    """
    name, found = part_of(values, part)
    if bins not in BINS:
        raise PantoumError(setting="bins", rule=f"one of {', '.join(BINS)}", value=bins)
    full = [one for one in found[bins] if one["answers"]]
    figure = new_figure(WIDTH, HEIGHT)
    reliability, histogram = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 1], "hspace": 0.12}
    )
    _reliability(reliability, full)
    _histogram(histogram, full, found)
    written = label(name)
    reliability.set_title(
        f"{written.text}: {found['verdict']}, ECE {found['ece']:.3f}, Brier {found['brier']:.3f}",
        fontfamily=list(written.families),
        fontsize="medium",
        parse_math=False,
    )
    return figure


def _reliability(axes: Axes, bins: Sequence[Mapping[str, Any]]) -> None:
    lefts = [one["low"] for one in bins]
    widths = [one["high"] - one["low"] for one in bins]
    accuracies = [one["accuracy"] for one in bins]
    gaps = [one["confidence"] - one["accuracy"] for one in bins]
    edge = {"edgecolor": "0.25", "linewidth": 0.8, "align": "edge"}
    axes.bar(lefts, accuracies, widths, color="0.8", label="accuracy", **edge)
    axes.bar(
        lefts,
        gaps,
        widths,
        bottom=accuracies,
        fill=False,
        hatch="////",
        label="gap to the mean confidence",
        **edge,
    )
    axes.plot([0, 1], [0, 1], color="black", linestyle="--", linewidth=1, label="as sure as right")
    for one in bins:
        if one["interval"] is None:
            continue
        low, high = one["interval"]
        around = [[max(0.0, one["accuracy"] - low)], [max(0.0, high - one["accuracy"])]]
        middle = (one["low"] + one["high"]) / 2
        axes.errorbar(middle, one["accuracy"], yerr=around, color="black", capsize=3, linewidth=1.2)
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right answers")
    axes.legend(loc="lower right", fontsize="small", framealpha=0.9)
    _plain(axes)


def _histogram(axes: Axes, bins: Sequence[Mapping[str, Any]], found: Mapping[str, Any]) -> None:
    axes.bar(
        [one["low"] for one in bins],
        [100 * one["answers"] / found["answers"] for one in bins],
        [one["high"] - one["low"] for one in bins],
        align="edge",
        color="0.8",
        edgecolor="0.25",
        linewidth=0.8,
    )
    means = (("accuracy", ":", "accuracy"), ("confidence", "-.", "mean confidence"))
    for key, style, text in means:
        axes.axvline(found[key], color="black", linestyle=style, linewidth=1.2, label=text)
    axes.set_xlabel("confidence (probability of the answer)")
    axes.set_ylabel(f"% of {found['answers']:,}")
    axes.legend(loc="upper left", fontsize="small", framealpha=0.9)
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
