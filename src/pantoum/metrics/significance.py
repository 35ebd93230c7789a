"""Whether one system is better than another on the same examples, or only luckier with them.

Sources: Koehn (2004), https://aclanthology.org/W04-3250 (the paired bootstrap); McNemar (1947),
doi:10.1007/BF02295996; which test is for which score: Dror, Baumer, Shlomov & Reichart (2018),
https://aclanthology.org/P18-1128.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from pantoum.metrics.bootstrap import (
    RESAMPLES,
    Interval,
    bootstrap_scores,
    full_scores,
    percentile_interval,
)
from pantoum.metrics.statistics import Statistics, Values


class Difference(NamedTuple):
    """A score of two systems.

    Attributes:
        a, b: the score of each.
        difference: b - a.
        interval: where the difference would lie with other examples of the same kind.
        p_value: how likely a difference as large as this one, in either direction, is between
            systems that are equally good.
    """

    a: float
    b: float
    difference: float
    interval: Interval
    p_value: float


class Resampled(NamedTuple):
    """The scores of a system by their names.

    Attributes:
        observed: of all examples.
        values: of each resample.
    """

    observed: dict[str, float]
    values: dict[str, Values]

    @property
    def intervals(self) -> dict[str, Interval]:
        """The percentile interval of 95 % of each score; see
        `pantoum.metrics.bootstrap_intervals`.
        """
        there = {name: one for name, one in self.values.items() if not np.isnan(one).all()}
        return {name: percentile_interval(one) for name, one in there.items()}


class Outcomes(NamedTuple):
    """How many examples each of two systems does better.

    Attributes:
        a_better: of these examples A's output is the better one.
        b_better: of these B's is.
        ties: of these the two are equally good.
        p_value: of the exact sign test, which is McNemar's where an output is right or wrong.
    """

    a_better: int
    b_better: int
    ties: int
    p_value: float


def paired_bootstrap(
    a: Sequence[Statistics],
    b: Sequence[Statistics],
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> dict[str, Difference]:
    """The difference of each score that both systems have.

    Both are scored on the same resamples of the examples. The p-value is two-sided: the share of
    resamples whose difference is as far from the observed one as that is from 0, the observed one
    counted in, so that it is never 0.

    Args:
        a, b: of the same examples in the same order, for each system.
        resamples: how many.
        seed: decides which examples each resample has.
    Raises:
        ValueError: the systems have different numbers of examples.
    """
    if len(a[0]) != len(b[0]):
        raise ValueError(f"expected the same examples, got {len(a[0])} and {len(b[0])}")
    return differences_of(resampled_of(a, resamples, seed), resampled_of(b, resamples, seed))


def resampled_of(
    statistics: Sequence[Statistics], resamples: int = RESAMPLES, seed: int = 1
) -> Resampled:
    """The scores of a system that is compared with several others; args are those of
    `paired_bootstrap`.
    """
    return Resampled(full_scores(statistics), bootstrap_scores(statistics, resamples, seed))


def differences_of(a: Resampled, b: Resampled) -> dict[str, Difference]:
    """The difference of each score that both systems have; see `paired_bootstrap`.

    Args:
        a, b: of the same examples, resampled as often and with the same seed.
    """
    return {
        name: _difference(a.observed[name], b.observed[name], b.values[name] - a.values[name])
        for name in a.observed
        if name in b.observed
    }


def compare_outcomes(
    a: Bool[np.ndarray, " examples"] | Float[np.ndarray, " examples"],
    b: Bool[np.ndarray, " examples"] | Float[np.ndarray, " examples"],
) -> Outcomes:
    """How often each system does better.

    Args:
        a, b: for each example whether the output is right, or how good it is (more is better).
    """
    a_better = int((a > b).sum())
    b_better = int((b > a).sum())
    return Outcomes(a_better, b_better, len(a) - a_better - b_better, sign_test(a_better, b_better))


def sign_test(a_better: int, b_better: int) -> float:
    """The two-sided p-value of these counts if each were the side of a fair coin: of McNemar's
    exact test, with the examples that one system alone has right.

    It is computed in whole numbers, without an approximation.
    """
    tosses = a_better + b_better
    term = total = 1
    for heads in range(min(a_better, b_better)):
        term = term * (tosses - heads) // (heads + 1)
        total += term
    # Both tails; where the two counts are equal, these have the middle in common.
    return min(1.0, 2 * total / 2**tosses)


def _difference(a: float, b: float, resampled: Float[np.ndarray, " resamples"]) -> Difference:
    difference = b - a
    there = resampled[~np.isnan(resampled)]
    # Rounding must not take a resample that equals the observed difference for a nearer one.
    as_far = np.abs(there - difference) >= abs(difference) - 1e-9
    p_value = float((1 + as_far.sum()) / (1 + len(there)))
    return Difference(a, b, difference, percentile_interval(there), p_value)
