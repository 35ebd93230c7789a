"""Which examples an epoch has, where some come more often than others.

Groups are drawn by a temperature T: a group of the size n has the share n^(1/T) / Σ n^(1/T) of an
epoch. With T = 1 that is its share of the data; as T rises, groups come equally often. Within a
group, examples come in proportion to their weights, and the size of a group is the sum of these.
Source: Arivazhagan et al. (2019), Massively multilingual neural machine translation in the wild,
arXiv:1907.05019, section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

# Keeps the numbers that are drawn here apart from those that order the batches of an epoch.
STREAM = 1
# Of the largest: one that is smaller is never drawn, and sums of such would be 0.
LEAST_WEIGHT = 1e-100


@dataclass(frozen=True, eq=False)
class Drawing:
    """How often each example is drawn for an epoch.

    shares: of each example in an epoch; they sum to 1. groups: the number of the group of each.
    """

    shares: Float64[np.ndarray, " rows"]
    groups: Int64[np.ndarray, " rows"]

    @classmethod
    def of(
        cls,
        groups: Sequence[str | None],
        weights: Sequence[float | None],
        temperature: float = 1.0,
    ) -> Drawing | None:
        """The drawing of examples; None where every example comes once in each epoch.

        Args:
            groups: the group of each example; None where there are none.
            weights: the weight of each example; None for 1.
            temperature: T, above 0.
        """
        values = np.array([1.0 if one is None else one for one in weights], dtype=np.float64)
        if temperature == 1.0 and (values == values[0]).all():
            return None
        names = [group or "" for group in groups]
        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        rows = np.array([numbers[name] for name in names], dtype=np.int64)
        # Large weights and small temperatures have sums and powers beyond what a float can hold.
        values = np.maximum(values / values.max(), LEAST_WEIGHT)
        sizes = np.bincount(rows, weights=values, minlength=len(numbers))
        with np.errstate(over="ignore"):  # the share of such a group is 0
            of_groups = np.exp(np.log(sizes / sizes.max()) / temperature)
        shares = (of_groups / of_groups.sum() / sizes)[rows] * values
        return cls(shares / shares.sum(), rows)

    def rows(self, seed: int, epoch: int) -> Int64[np.ndarray, " rows"]:
        """The rows of one epoch, as many as there are examples, in no order of use; the seed and
        the epoch decide them.

        An example comes as often as its share says, rounded up or down, and so does each group:
        systematic sampling (Madow & Madow 1944) of the examples in a random order, group by group.
        """
        count = len(self.shares)
        generator = np.random.default_rng([seed, epoch, STREAM])
        order = generator.permutation(count)
        order = order[np.argsort(self.groups[order], kind="stable")]
        ends = np.cumsum(self.shares[order])
        points = (generator.random() + np.arange(count)) / count * ends[-1]
        return order[np.minimum(np.searchsorted(ends, points, side="right"), count - 1)]

    def arrays(self) -> Iterator[np.ndarray]:
        """All that decides what is drawn."""
        yield from (self.shares, self.groups)
