"""Scores over seeds: mean, standard deviation and interval; and which run is best."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any, NamedTuple

from pantoum.lab.averages import mean_of
from pantoum.metrics import LOWER_IS_BETTER, main_of


class Spread(NamedTuple):
    """A score over seeds.

    mean; deviation: the standard deviation of a sample; low, high: Student's interval of 95 % for
    the mean; the last three are None for one seed.
    """

    mean: float
    deviation: float | None
    low: float | None
    high: float | None
    seeds: int


class Summary(NamedTuple):
    """Runs compared.

    scores: by their names; main: the score that runs are judged by; best: the name of the run.
    """

    scores: dict[str, Spread]
    main: str
    best: str

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON has it."""
        scores = {name: spread._asdict() for name, spread in self.scores.items()}
        return {"scores": scores, "main": self.main, "best": self.best}


def summary_of(scores: Mapping[str, Mapping[str, float]]) -> Summary | None:
    """What the dev scores of runs come to; None for no runs.

    Args:
        scores: by the names of the runs; the number of examples is no score.
    """
    if not scores:
        return None
    names = [name for name in next(iter(scores.values())) if name != "examples"]
    main = main_of(names)
    ranked = [main, *(name for name in names if name != main)]
    signs = [1 if name.rpartition(".")[2] in LOWER_IS_BETTER else -1 for name in ranked]

    def key(run: str) -> list[float]:
        return [sign * scores[run][name] for sign, name in zip(signs, ranked, strict=True)]

    best = min(scores, key=key)
    return Summary(
        {name: _spread([one[name] for one in scores.values()]) for name in names}, main, best
    )


def _spread(values: list[float]) -> Spread:
    mean = mean_of(values)
    assert mean is not None
    deviation = statistics.stdev(values) if len(values) > 1 else None
    return Spread(mean.mean, deviation, mean.low, mean.high, mean.seeds)
