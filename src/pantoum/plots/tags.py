"""Probabilities of the tags of a sentence as a matrix of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from pantoum.errors import PantoumError
from pantoum.plots.cells import Names, cells_figure
from pantoum.plots.figure import check_picture_path, save_figure
from pantoum.plots.labels import missing_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# A label that has this share of no word is drawn together with the others like it.
LEAST_SHARE = 0.02
OTHERS = "(others)"


@runtime_checkable
class Tagged(Protocol):
    """What can be drawn: words, and for each kind of tags its labels and their probabilities
    [words, labels].
    """

    @property
    def words(self) -> Sequence[str]: ...
    @property
    def labels(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def probabilities(self) -> Mapping[str, np.ndarray] | None: ...


def plot_tags(tagging: Tagged, path: str | Path, column: str | None = None) -> str | None:
    """Write the probabilities of a sentence's tags as a picture, PNG, SVG or PDF by the suffix of
    `path`.

    Args:
        column: the kind of tags; by default the first.

    Returns:
        None, or one line for the user: the scripts that no font on this machine shows, and what to
        install.

    Raises:
        PantoumError: there are no words, no probabilities or no such column, the path cannot be
            written, or matplotlib is not installed.
    """
    path = check_picture_path(path)
    save_figure(tags_figure(tagging, column), path)
    return missing_fonts(tagging.words)


def tags_figure(tagging: Tagged, column: str | None = None) -> Figure:
    """Draw the probabilities: a row for each label that some word may have, a column for each word.

    Raises:
        PantoumError: as `plot_tags`.
    """
    if not tagging.words:
        raise PantoumError(
            "the sentence is empty, so there is nothing to draw",
            setting="tagging",
            remedy="give one with words",
        )
    if tagging.probabilities is None:
        raise PantoumError(
            "there are no probabilities to draw",
            setting="probabilities",
            value=False,
            remedy="ask for them with probabilities=True",
        )
    name = next(iter(tagging.labels)) if column is None else column
    if name not in tagging.labels:
        raise PantoumError(
            f"no column {name[:40]!r} of tags in this model",
            setting="column",
            value=name,
            remedy=f"choose one of {', '.join(tagging.labels)}",
        )
    shares, labels = _likely_columns(np.asarray(tagging.probabilities[name]), tagging.labels[name])
    return cells_figure(shares.T, Names(labels, tagging.words, name, "words"), "probability")[0]


def _likely_columns(shares: np.ndarray, labels: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """The columns of the labels that are likely somewhere, and one for all others."""
    kept = shares.max(axis=0) >= LEAST_SHARE
    names = [label for label, is_kept in zip(labels, kept, strict=True) if is_kept]
    if kept.all():
        return shares, names
    return np.column_stack([shares[:, kept], shares[:, ~kept].sum(axis=1)]), [*names, OTHERS]
