"""What each part of a model is worth, as bars: the score without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pantoum.metrics import name_of
from pantoum.metrics.names import UNITS
from pantoum.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
WIDTH = 7.0
HEIGHT_OF_BAR = 0.34
HEIGHT_OF_AXES = 0.7
# Scores that differ by more than this factor are drawn on a logarithmic axis, if they have no
# highest value.
WIDE = 30.0
UNBOUNDED = ("perplexity", "bits_per_character")
WHOLE = "the whole model"


def worth_figure(values: Mapping[str, Any]) -> Figure:
    """Draw the main score of the whole model and that without each part, as bars one below the
    other, those that it relies on most first.

    The whole model is hatched, and a dashed line goes on from its bar; lines with ends are the
    intervals of 95 %. A part without the score, such as one without which nothing is found that
    could be precise, has no bar.

    Args:
        values: of `pantoum.explaining.worth.find_worth`.
    Raises: PantoumError where matplotlib is not installed.
    """
    main = values["main"]
    parts = [part for part in values["parts"] if part["scores"].get(main) is not None]
    sign = -1 if values["lower_is_better"] else 1
    parts.sort(key=lambda part: sign * part["scores"][main])
    rows = [(WHOLE, values["whole"]), *((part["title"], part) for part in parts)]
    scores = [found["scores"][main] for _, found in rows]
    figure = new_figure(WIDTH, HEIGHT_OF_AXES + HEIGHT_OF_BAR * len(rows))
    axes = figure.add_subplot()
    places = list(range(len(rows)))
    bars = axes.barh(places, scores, height=0.66, color="0.75", edgecolor="0.25", linewidth=0.8)
    bars[0].set(hatch="////", facecolor="white")
    for place, (_, found) in enumerate(rows):
        bounds = found["intervals"].get(main)
        if bounds is not None and None not in bounds:
            low, high = bounds
            score = found["scores"][main]
            around = [[max(0.0, score - low)], [max(0.0, high - score)]]
            axes.errorbar(score, place, xerr=around, color="black", capsize=3, linewidth=1.2)
    axes.axvline(scores[0], color="0.25", linestyle="--", linewidth=1)
    axes.set_yticks(places, [title for title, _ in rows])
    axes.invert_yaxis()
    last = main.rpartition(".")[2]
    unit = UNITS.get(last, " %").strip()
    wide = last in UNBOUNDED and max(scores) > WIDE * min(scores) > 0
    if wide:
        axes.set_xscale("log")
    axes.set_xlabel(name_of(main) + (f" ({unit})" if unit else "") + (", log scale" * wide))
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
