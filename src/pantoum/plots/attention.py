"""Attention weights as a matrix of cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from pantoum.errors import PantoumError
from pantoum.plots.cells import Names, cells_figure
from pantoum.plots.figure import check_picture_path, save_figure
from pantoum.plots.labels import missing_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@runtime_checkable
class Attended(Protocol):
    """What can be drawn: output symbols (rows), input symbols (columns) and the weights between
    them.
    """

    @property
    def tokens(self) -> Sequence[str]: ...
    @property
    def source_tokens(self) -> Sequence[str]: ...
    @property
    def attention(self) -> np.ndarray | None: ...


def plot_attention(prediction: Attended, path: str | Path) -> str | None:
    """Write the attention matrix of a prediction as a picture: PNG, SVG or PDF by its suffix.

    Returns:
        None, or one line for the user: the scripts that no font on this machine shows, and what to
        install.

    Raises:
        PantoumError: the prediction has no attention or no output, the path cannot be written, or
            matplotlib is not installed.
    """
    path = check_picture_path(path)
    save_figure(attention_figure(prediction), path)
    return missing_fonts([*prediction.tokens, *prediction.source_tokens])


def attention_figure(prediction: Attended) -> Figure:
    """Draw the attention matrix: a row for each output symbol, a column for each input symbol.

    Darker cells have larger weights, on a fixed scale from 0 to 1, so that pictures can be
    compared. Columns run from left to right in the order of the input, also where its script runs
    from right to left.

    Raises:
        PantoumError: the prediction has no attention or no output, or matplotlib is not installed.
        ValueError: the weights are not [output symbols, input symbols].
    """
    names = Names(prediction.tokens, prediction.source_tokens, "output", "input")
    return cells_figure(_weights(prediction), names, "attention")[0]


def _weights(prediction: Attended) -> np.ndarray:
    if prediction.attention is None:
        raise PantoumError(
            "there is nothing to draw: this model has no attention;",
            setting="model.attention",
            value="none",
            remedy="train one with --model.attention additive",
        )
    weights = np.asarray(prediction.attention)
    expected = (len(prediction.tokens), len(prediction.source_tokens))
    if weights.shape != expected:
        raise ValueError(
            f"attention must be [output symbols, input symbols] = {expected}, got {weights.shape}"
        )
    if weights.size == 0:
        raise PantoumError(
            "the output is empty, so there is no attention to draw",
            setting="prediction",
            remedy="try another input",
        )
    return weights
