"""Where a model errs: bars by what the inputs are like, and what is taken for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pantoum.metrics import NOTHING
from pantoum.plots.confusions import confusions_figure
from pantoum.plots.figure import new_figure
from pantoum.plots.labels import label
from pantoum.plots.parts import part_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
WIDTH = 7.0
HEIGHT_OF_BAR = 0.27
HEIGHT_BETWEEN = 0.85
PANELS = {
    "by_input_length": "symbols of the input",
    "by_output_length": "symbols of the right output",
    "by_known_word": "word in the vocabulary",
    "by_rarity": "times that training has the rarest symbol",
    "by_unseen_bigrams": "bigrams of the input",
    "by_unseen_trigrams": "trigrams of the input",
}
# What each is where an answer is to one symbol or word.
PANELS_OF_ONE = {
    "by_input_length": "{one}s of the input",
    "by_rarity": "times that training has the {one}",
    "by_unseen_bigrams": "bigrams with the {one}",
    "by_unseen_trigrams": "trigrams with the {one}",
}
ONE = {"words": "word", "symbols": "symbol"}


class Matrix(NamedTuple):
    """A confusion matrix as `confusions_figure` takes it."""

    labels: Sequence[str]
    counts: np.ndarray


def errors_figure(values: Mapping[str, Any], part: str | None = None) -> Figure:
    """Draw the share of wrong answers, or the surprise, by each property of the input: a panel for
    each, with a bar for each bin and the number of its answers behind it.

    Lines with ends are the intervals of 95 %; the dashed line is the mean of all answers.

    Args:
        values: of `pantoum.explaining.errors.find_errors`.
        part: which answers; by default the first ones.
    Raises: PantoumError for a part that there is not, for values without any, and where matplotlib
        is not installed.
    """
    name, found = part_of(values, part)
    one = ONE.get(found["unit"])
    of_one = {} if one is None else {key: of.format(one=one) for key, of in PANELS_OF_ONE.items()}
    titles = {**PANELS, **of_one}
    panels = [(titles[key], found[key]) for key in titles if found.get(key)]
    heights = [HEIGHT_OF_BAR * len(bins) + HEIGHT_BETWEEN for _, bins in panels]
    figure = new_figure(WIDTH, sum(heights))
    grid = figure.add_gridspec(
        len(panels),
        1,
        height_ratios=[len(bins) + 0.6 for _, bins in panels],
        hspace=HEIGHT_BETWEEN / (HEIGHT_OF_BAR * np.mean([len(bins) for _, bins in panels])),
    )
    measure = values["measure"]
    most = max(_end(one) for _, bins in panels for one in bins)
    for place, (title, bins) in enumerate(panels):
        axes = figure.add_subplot(grid[place])
        _bars(axes, bins, most or 1.0)
        axes.axvline(found["value"], color="0.25", linestyle="--", linewidth=1)
        axes.set_title(f"by {title}", fontsize="medium", loc="left")
        axes.set_xlabel(f"{measure['name']} ({measure['unit']})")
    if name != found["unit"]:
        written = label(name)
        axes = figure.axes[0]
        axes.set_title(
            written.text,
            fontsize="medium",
            loc="right",
            fontfamily=list(written.families),
            parse_math=False,
        )
    return figure


def errors_confusions_figure(values: Mapping[str, Any], part: str | None = None) -> Figure:
    """Draw what is taken for what: the labels that are in most mistakes, and all others together.

    A row is what is right and a column what was answered; "(nothing)" is the row of what was
    inserted and the column of what was left out. See `pantoum.plots.confusions_figure`.

    Args:
        values: of `pantoum.explaining.errors.find_errors`.
        part: which answers; by default the first ones.
    Raises: PantoumError as `errors_figure`.
    """
    matrix = part_of(values, part)[1]["matrix"]
    labels = [one or NOTHING for one in matrix["labels"]]
    return confusions_figure(Matrix(labels, np.asarray(matrix["counts"])))


def _bars(axes: Axes, bins: Sequence[Mapping[str, Any]], most: float) -> None:
    places = list(range(len(bins)))
    axes.barh(
        places,
        [one["value"] for one in bins],
        height=0.7,
        color="0.75",
        edgecolor="0.25",
        linewidth=0.8,
    )
    for place, one in enumerate(bins):
        if one["interval"] is not None:
            low, high = one["interval"]
            around = [[max(0.0, one["value"] - low)], [max(0.0, high - one["value"])]]
            axes.errorbar(one["value"], place, xerr=around, color="black", capsize=3, linewidth=1.2)
        axes.text(
            _end(one) + 0.02 * most,
            place,
            f"n = {one['answers']:,}",
            va="center",
            fontsize="small",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
    axes.set_yticks(places, [one["bin"] for one in bins])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.18 * most)  # room for the numbers of answers
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _end(one: Mapping[str, Any]) -> float:
    """How far to the right a bar and its interval go."""
    return max(one["value"], one["interval"][1]) if one["interval"] is not None else one["value"]
