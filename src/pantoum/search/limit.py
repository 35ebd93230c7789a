"""How long an output may become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pantoum.data.corpus import FlatSequences

# Room above the longest outputs of the training data, for inputs unlike them.
MARGIN = 1.5
EXTRA = 10
# More symbols than any output has, so that no limit, of whatever directory, makes a search endless.
LONGEST_OUTPUT = 100_000
# Pairs whose lengths are compared at once.
ROWS_AT_ONCE = 1 << 20


class OutputLimit(NamedTuple):
    """An output has at most ratio * input length + extra symbols, </s> included, and no more than
    100,000.

    The limit of a row depends on this row alone, so it is the same in every batch.
    """

    ratio: float
    extra: int

    @classmethod
    def of(cls, sources: FlatSequences, targets: FlatSequences) -> OutputLimit:
        """A limit that all pairs of the training data keep with room to spare."""
        largest = 0.0
        for first in range(0, len(targets), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            ratios = targets.lengths[rows] / np.maximum(sources.lengths[rows], 1)
            largest = max(largest, float(ratios.max()))
        return cls(round(MARGIN * largest, 3), EXTRA)

    def longest(self, lengths: Sequence[int]) -> list[int]:
        """The most symbols for inputs of the given lengths."""
        return [min(int(self.ratio * length) + self.extra, LONGEST_OUTPUT) for length in lengths]
