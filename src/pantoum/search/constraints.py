"""What the outputs for a corpus must keep, and the rules of one batch that follow."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

from pantoum.config import SearchConfig
from pantoum.search.limit import OutputLimit
from pantoum.search.rules import (
    Automaton,
    Forbidden,
    LeastLength,
    NoRepeats,
    Prefixes,
    Repetition,
    Required,
    Rule,
    Trie,
)

T = TypeVar("T")


class Constraints(NamedTuple):
    """What outputs must keep.

    prefixes: symbols that each input's output begins with, for all inputs or for none; forbidden:
    symbols that no output holds; allowed: the only outputs there may be; unknown: whether they may
    hold the unknown symbol; required: phrases that each input's output has in it, for all inputs or
    for none.
    """

    prefixes: Sequence[Sequence[int]] = ()
    forbidden: Collection[int] = ()
    allowed: Trie | None = None
    unknown: bool = False
    required: Sequence[Sequence[Sequence[int]]] = ()

    def of(self, rows: Sequence[int]) -> Constraints:
        """The same for some of the inputs."""
        return self._replace(
            prefixes=_some(self.prefixes, rows), required=_some(self.required, rows)
        )


def _some(each: Sequence[T], rows: Sequence[int]) -> list[T]:
    """What there is for some of the inputs; nothing if there is nothing for any."""
    return [each[row] for row in rows] if each else []


def rules_for(
    search: SearchConfig, constraints: Constraints, rows: Sequence[int], lengths: Sequence[int]
) -> tuple[list[Rule], list[Automaton]]:
    """The rules for a batch.

    Args:
        rows: which inputs; lengths: their symbols, </s> included.
    """
    rules: list[Rule] = []
    if search.repetition_penalty != 1:
        rules.append(Repetition(search.repetition_penalty))
    if search.min_length_ratio:
        rules.append(
            LeastLength([math.ceil(search.min_length_ratio * (length - 1)) for length in lengths])
        )
    if search.no_repeat:
        rules.append(NoRepeats(search.no_repeat))
    if constraints.forbidden:
        rules.append(Forbidden(constraints.forbidden))
    own = constraints.of(rows)
    if any(own.prefixes):
        rules.append(Prefixes(own.prefixes))
    automata: list[Automaton] = [] if constraints.allowed is None else [constraints.allowed]
    if any(own.required):
        automata.append(Required(own.required))
    return rules, automata


def longest_for(
    limit: OutputLimit,
    search: SearchConfig,
    constraints: Constraints,
    rows: Sequence[int],
    lengths: Sequence[int],
) -> list[int]:
    """The most symbols for each row's output, </s> included.

    A given beginning and required phrases make an output longer by as much; outputs from a list
    have room for the longest of it.
    """
    if search.max_length_ratio:
        return [1 + max(1, int(search.max_length_ratio * (length - 1))) for length in lengths]
    if constraints.allowed is not None:
        return [constraints.allowed.longest + 1] * len(rows)
    own = constraints.of(rows)
    longest = limit.longest(lengths)
    for place, prefix in enumerate(own.prefixes):
        longest[place] += len(prefix)
    for place, phrases in enumerate(own.required):
        longest[place] += sum(map(len, phrases))
    return longest


def without_room(
    constraints: Constraints, rows: Sequence[int], longest: Sequence[int]
) -> list[bool]:
    """Which of the rows have no output, for the beginning that it must have is longer than it may
    be.

    Args:
        longest: the most symbols of each row's output, </s> included.
    """
    own = constraints.of(rows).prefixes
    return (
        [len(prefix) >= most for prefix, most in zip(own, longest, strict=True)]
        if own
        else [False] * len(rows)
    )
