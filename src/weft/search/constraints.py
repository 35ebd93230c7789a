"""What the outputs for a corpus must keep, and the rules of one batch that follow."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from weft.config import SearchConfig
from weft.search.limit import OutputLimit
from weft.search.rules import Automaton, Forbidden, LeastLength, NoRepeats, Prefixes, Repetition, Required, Rule, Trie


class Constraints(NamedTuple):
    """What outputs must keep.

    prefixes: symbols that each input's output begins with, for all inputs or for none; forbidden: symbols that no
    output holds; allowed: the only outputs there may be; unknown: whether they may hold the unknown symbol;
    required: phrases that each input's output has in it, for all inputs or for none.
    """

    prefixes: Sequence[Sequence[int]] = ()
    forbidden: Collection[int] = ()
    allowed: Trie | None = None
    unknown: bool = False
    required: Sequence[Sequence[Sequence[int]]] = ()

    def of(self, rows: Sequence[int]) -> Constraints:
        """The same for some of the inputs."""
        return self._replace(
            prefixes=[self.prefixes[row] for row in rows] if self.prefixes else (),
            required=[self.required[row] for row in rows] if self.required else (),
        )

    def required_of(self, rows: Sequence[int]) -> list[Sequence[Sequence[int]]]:
        """Those of some inputs."""
        return [self.required[row] for row in rows] if self.required else [[] for _ in rows]

    def prefixes_of(self, rows: Sequence[int]) -> list[Sequence[int]]:
        """Those of some inputs."""
        return [self.prefixes[row] for row in rows] if self.prefixes else [[] for _ in rows]


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
        rules.append(LeastLength([math.ceil(search.min_length_ratio * (length - 1)) for length in lengths]))
    if search.no_repeat:
        rules.append(NoRepeats(search.no_repeat))
    if constraints.forbidden:
        rules.append(Forbidden(constraints.forbidden))
    prefixes = constraints.prefixes_of(rows)
    if any(prefixes):
        rules.append(Prefixes(prefixes))
    automata: list[Automaton] = [] if constraints.allowed is None else [constraints.allowed]
    if any(required := constraints.required_of(rows)):
        automata.append(Required(required))
    return rules, automata


def longest_for(
    limit: OutputLimit, search: SearchConfig, constraints: Constraints, rows: Sequence[int], lengths: Sequence[int]
) -> list[int]:
    """The most symbols for each row's output, </s> included.

    A given beginning and required phrases make an output longer by as much; outputs from a list have room for the
    longest of it.
    """
    if search.max_length_ratio:
        return [1 + max(1, int(search.max_length_ratio * (length - 1))) for length in lengths]
    if constraints.allowed is not None:
        return [constraints.allowed.longest + 1] * len(rows)
    begun = map(len, constraints.prefixes_of(rows))
    phrases = [sum(map(len, phrases)) for phrases in constraints.required_of(rows)]
    return [sum(parts) for parts in zip(limit.longest(lengths), begun, phrases, strict=True)]
