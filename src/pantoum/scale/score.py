"""The dev scores that runs are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pantoum.metrics import LOWER_IS_BETTER, main_of
from pantoum.metrics.names import is_count


class Score(NamedTuple):
    """A score by its name."""

    name: str
    value: float | int

    @property
    def sign(self) -> int:
        """1 if less is better, -1 if more is."""
        return 1 if self.name.rpartition(".")[2] in LOWER_IS_BETTER else -1

    @property
    def loss(self) -> float | int:
        """What is the less, the better."""
        return self.sign * self.value


def score_of(dev: Mapping[str, float | int]) -> Score:
    """The score by which runs are compared first, of all dev scores of one."""
    name = main_of(names_of(dev))
    return Score(name, dev[name])


def ranking_of(dev: Mapping[str, float | int]) -> list[float | int]:
    """What orders runs, the best first: the main score, and where that is the same, the others."""
    main = score_of(dev)
    others = [Score(name, dev[name]) for name in names_of(dev) if name != main.name]
    return [main.loss, *(one.loss for one in others)]


def names_of(dev: Mapping[str, float | int]) -> list[str]:
    """The names of scores, without those of counts."""
    return [name for name in dev if not is_count(name)]
