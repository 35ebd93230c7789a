"""Wilson's interval: how far the share of right answers can be trusted, also of a few answers."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from pantoum.metrics.bootstrap import LEVEL, Interval


def wilson_interval(hits: int, trials: int) -> Interval:
    """Where the probability of a hit lies, from 0 to 1, at a confidence of 95 %.

    Unlike a bootstrap it says something where all trials, or none, were hits.

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
    Raises: ValueError unless there is a trial, and there are no more hits than trials.
    """
    if not 0 <= hits <= trials or not trials:
        raise ValueError(f"expected hits among at least one trial, got {hits} of {trials}")
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    share = hits / trials
    below = 1 + z * z / trials
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    # Rounding must not leave the ends where these are exact.
    low = 0.0 if hits == 0 else (middle - half) / below
    high = 1.0 if hits == trials else (middle + half) / below
    return Interval(low, high)
