"""How sure attention is from step to step, and the inputs of which it is surest and least sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pantoum.errors import PantoumError
from pantoum.plots.attention import attention_figure
from pantoum.plots.cells import Names, cells_figure
from pantoum.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
WIDTH = 7.0
HEIGHT = 3.4
# A step that fewer outputs have says little: it is not drawn, unless all do.
LEAST_INPUTS = 5
# What is drawn, with its name, its line and the grey of its quartiles.
MEASURES = {
    "largest": ("largest weight", "-", "o", "0.8"),
    "entropy_share": ("entropy / ln n", "--", "s", "0.88"),
}


@dataclass(frozen=True)
class Shown:
    """An output as `attention_figure` draws it."""

    tokens: Sequence[str]
    source_tokens: Sequence[str]
    attention: np.ndarray | None


def certainty_figure(values: Mapping[str, Any]) -> Figure:
    """Draw how sure attention is at each step of an output: medians as lines, and grey between the
    quartiles.

    Steps that fewer than five outputs have are left out, if others are left.

    Args:
        values: of `pantoum.explaining.attending.find_attention`, of an encoder-decoder.
    Raises: PantoumError for values without steps, and where matplotlib is not installed.
    """
    by_step = _by_step(values)
    count = _steps(by_step)
    figure = new_figure(WIDTH, HEIGHT)
    axes = figure.add_subplot()
    numbers = np.arange(1, count + 1)
    for name, (title, line, marker, grey) in MEASURES.items():
        low, median, high = (
            np.array(by_step[name][key][:count], dtype=np.float64)
            for key in ("low", "median", "high")
        )
        axes.fill_between(numbers, low, high, color=grey, linewidth=0)
        axes.plot(
            numbers, median, color="black", linestyle=line, marker=marker, markersize=4, label=title
        )
    axes.set(xlabel="step of the output", ylabel="share (0 to 1)", ylim=(0, 1.02))
    axes.set_xlim(0.5, count + 0.5)
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, edgecolor="none")
    return figure


def certainty_histogram_figure(values: Mapping[str, Any]) -> Figure:
    """Draw how the entropy of each step is distributed: a column for each step, in which a cell is
    the darker the more of the outputs have an entropy of this share of ln n.

    Args:
        values: of `pantoum.explaining.attending.find_attention`, of an encoder-decoder.
    Raises: PantoumError for values without steps, and where matplotlib is not installed.
    """
    by_step = _by_step(values)
    count = _steps(by_step)
    counts = np.array(by_step["histogram"][:count], dtype=np.float64).T[::-1]
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    bins = len(counts)
    rows = [f"{low / bins:.1f}–{(low + 1) / bins:.1f}" for low in reversed(range(bins))]
    columns = [str(step) for step in range(1, count + 1)]
    names = Names(rows, columns, "entropy / ln n", "step of the output")
    return cells_figure(shares, names, "share of the outputs")[0]


def attended_figure(
    values: Mapping[str, Any],
    which: Literal["most_certain", "least_certain"] = "most_certain",
    place: int = 0,
) -> Figure:
    """Draw the attention of an input of which it is surest, or least sure, as a heat map.

    Args:
        values: of `pantoum.explaining.attending.find_attention`.
        place: of the input in its list, from 0.
    Raises: PantoumError for an input that is not in the list, and where matplotlib is not
        installed.
    """
    listed = values.get(which, ())
    if not 0 <= place < len(listed):
        raise PantoumError(
            f"there are {len(listed)} inputs of this kind",
            setting="place",
            value=place,
            rule="the place of an input in the list, from 0",
        )
    one = listed[place]
    return attention_figure(
        Shown(one["tokens"], one["source_tokens"], np.array(one["attention"], dtype=np.float64))
    )


def _by_step(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if "by_step" not in values:
        raise PantoumError(
            "there are no steps to draw: these are no values of an encoder-decoder with attention",
            setting="values",
            remedy="give what find_attention has found of such a model",
        )
    return values["by_step"]


def _steps(by_step: Mapping[str, Any]) -> int:
    """How many of the steps are drawn: up to the last one that enough outputs have."""
    inputs = by_step["inputs"]
    enough = [count >= LEAST_INPUTS for count in inputs]
    return sum(enough) or len(inputs)
