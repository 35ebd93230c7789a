"""What `make test` leaves to `make check`: of many combinations of settings, all but the few in
which every pair of values meets; of what repeats, all but a few.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import settings

Choice = dict[str, Any]


def pairs(choice: Choice) -> set[tuple[Any, ...]]:
    """All pairs of values that meet in a choice, with the names of their settings."""
    return {(a, choice[a], b, choice[b]) for a, b in combinations(choice, 2)}


def covering(choices: Sequence[Choice]) -> list[Choice]:
    """Few of the choices, in which every pair of values meets that meets in all of them."""
    wanted = set().union(*map(pairs, choices))
    found = []
    while wanted:
        best = max(choices, key=lambda choice: len(pairs(choice) & wanted))
        wanted -= pairs(best)
        found.append(best)
    return found


def each(choices: Sequence[Choice], name: Callable[[Choice], str]) -> pytest.MarkDecorator:
    """A test of every choice: those of `covering` always, the others if all are asked for
    (`--exhaustive`).
    """
    first = covering(choices)
    others = [choice for choice in choices if choice not in first]
    rest = [pytest.param(choice, marks=pytest.mark.exhaustive) for choice in others]
    return pytest.mark.parametrize("choice", [*first, *rest], ids=name)


def tiered(values: Iterable[Any], first: Container[Any]) -> list[Any]:
    """Values of a parameter: those in `first` always, the others if all are asked for."""
    return [
        value if value in first else pytest.param(value, marks=pytest.mark.exhaustive)
        for value in values
    ]


def examples(few: int, many: int) -> settings:
    """How many examples hypothesis draws, and how many if all are asked for."""
    quick = settings.get_current_profile_name() == "quick"
    return settings(max_examples=few if quick else many)
