"""What readers of the lab think of each word of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pantoum.plots.cells import Names, cells_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def context_figure(values: Mapping[str, Any]) -> Figure:
    """The probability of each meaning at each word, darker where it is larger, for each reader.

    Args:
        values: those of `pantoum.lab.context`.
    Raises: PantoumError without matplotlib.
    """
    rows = [f"{reader}:{label}" for reader in values["shown"] for label in values["labels"]]
    shares = np.concatenate([np.array(of).T for of in values["shown"].values()])
    names = Names(rows, values["words"], "reads", "words")
    return cells_figure(shares, names, "probability")[0]
