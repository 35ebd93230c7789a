"""A mean over seeds, and the interval in which the mean of all seeds lies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

# Share of intervals that hold the true mean.
LEVEL = 0.95


class Mean(NamedTuple):
    """The mean of a few values, with Student's interval of 95 %.

    low, high: its ends; None for a single value, which says nothing of how others would be.
    seeds: how many values there are.
    """

    mean: float
    low: float | None
    high: float | None
    seeds: int

    def to_dict(self) -> dict[str, Any]:
        """The mean as JSON has it."""
        return self._asdict()


def mean_of(values: Sequence[int | float]) -> Mean | None:
    """The mean of the values of several seeds with its interval; None for no values.

    With few values a bootstrap draws intervals that are too narrow: three values have only ten
    different resamples. Student's interval is right for as few as two, if seeds vary as a normal
    distribution does.

    Source: Student (1908), The probable error of a mean, Biometrika 6(1).
    """
    count = len(values)
    if not count:
        return None
    mean = math.fsum(values) / count
    if count == 1:
        return Mean(mean, None, None, 1)
    # The square of a perplexity can be beyond all numbers. A power of two changes no digit.
    _, exponent = math.frexp(max(map(abs, values)))
    scaled = [math.ldexp(value - mean, -exponent) for value in values]
    variance = math.fsum(value**2 for value in scaled) / (count - 1)
    half = t_quantile(count - 1) * math.ldexp(math.sqrt(variance / count), exponent)
    return Mean(mean, mean - half, mean + half, count)


def means_of(entries: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Mean]:
    """The mean of each of some numbers that entries have by their names; none for no entries."""
    found = {name: mean_of([one[name] for one in entries]) for name in names}
    return {name: mean for name, mean in found.items() if mean is not None}


def as_json(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as JSON has it, with its means as objects."""
    return {
        name: value.to_dict() if isinstance(value, Mean) else value for name, value in entry.items()
    }


def t_quantile(freedom: int, level: float = LEVEL) -> float:
    """The t that a share `level` of Student's distribution lies within, from -t to t.

    Args:
        freedom: degrees of freedom, at least 1.
    """
    low, high = 0.0, 1.0
    while t_share(high, freedom) < level:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        if t_share(middle, freedom) < level:
            low = middle
        else:
            high = middle
    return high


def t_share(t: float, freedom: int) -> float:
    """The share of Student's distribution between -t and t.

    Source: Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    # Of odd degrees the first term is cos, of even ones 1; each next one has two more factors.
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for number in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (number - 1) / number
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
