"""Scores over seeds: mean, standard deviation and interval; and which run is best."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.lab.averages import mean_of
from pantoum.scale.score import names_of, ranking_of, score_of


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


def summary_of(scores: Mapping[str, Mapping[str, float | int]]) -> Summary | None:
    """What the dev scores of runs come to; None for no runs.

    Args:
        scores: by the names of the runs; a number of examples or words is no score.
    """
    if not scores:
        return None
    first = next(iter(scores.values()))
    best = min(scores, key=lambda run: ranking_of(scores[run]))
    # A part that is held out need not have what a score is of.
    common = [name for name in names_of(first) if all(name in one for one in scores.values())]
    spreads = {name: spread_of([one[name] for one in scores.values()]) for name in common}
    return Summary(spreads, score_of(first).name, best)


def spread_of(values: Sequence[float | int]) -> Spread:
    """The mean of a score over seeds, of which there is at least one, and how far it varies."""
    mean = mean_of(values)
    assert mean is not None
    deviation = statistics.stdev(values) if len(values) > 1 else None
    return Spread(mean.mean, deviation, mean.low, mean.high, mean.seeds)
