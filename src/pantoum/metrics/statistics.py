"""Sufficient statistics: what of each example a score needs, so that the score of any selection of
examples is computed from sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

# How often each example is in each of several selections, such as the resamples of a bootstrap.
Weights = Float[np.ndarray, "selections examples"]
# A score of each selection.
Values = Float[np.ndarray, " selections"]


@runtime_checkable
class Statistics(Protocol):
    """The statistics of some examples, and the scores that they give."""

    def __len__(self) -> int:
        """How many examples there are."""
        ...

    def scores(self, weights: Weights) -> dict[str, Values]:
        """The scores of selections of the examples, by their names.

        A score that a selection does not have is NaN, as the accuracy over unknown words is
        where there are none.
        """
        ...


@dataclass(frozen=True, eq=False)
class SummedStatistics:
    """Statistics whose sums give the scores.

    counts: of each example, in columns; formula: the scores of sums, which have the same columns
    and a row for each selection.
    """

    counts: Float[np.ndarray, "examples counts"]
    formula: Callable[[Float[np.ndarray, "selections counts"]], dict[str, Values]]

    def __len__(self) -> int:
        return len(self.counts)

    def scores(self, weights: Weights) -> dict[str, Values]:
        """The scores of selections; see `Statistics`."""
        return self.formula(weights @ self.counts)


@dataclass(frozen=True, eq=False)
class PrefixedStatistics:
    """Statistics whose scores have a prefix before their names, such as ``upos.``."""

    statistics: Statistics
    prefix: str

    def __len__(self) -> int:
        return len(self.statistics)

    def scores(self, weights: Weights) -> dict[str, Values]:
        """The scores of selections; see `Statistics`."""
        return {
            f"{self.prefix}{name}": one for name, one in self.statistics.scores(weights).items()
        }


def percent(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Shares in per cent; NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)
