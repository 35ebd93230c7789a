"""The constraints on the outputs of a corpus, and what follows from them for one batch."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

from pantoum.config import SearchConfig
from pantoum.search.limit import OutputLimit
from pantoum.search.processors import (
    AllowedOutputs,
    Constraint,
    ForbiddenSymbols,
    ForcedPrefix,
    MinLength,
    NoRepeatNgram,
    RepetitionPenalty,
    RequiredPhrases,
    StepProcessor,
)

T = TypeVar("T")


class OutputConstraints(NamedTuple):
    """What the outputs of a corpus must hold and must not.

    prefixes: symbols that each input's output starts with, for all inputs or for none; forbidden:
    symbols that no output holds; allowed: the only outputs there may be; unknown: whether they may
    hold the unknown symbol; required: phrases that each input's output holds, for all inputs or for
    none.
    """

    prefixes: Sequence[Sequence[int]] = ()
    forbidden: Collection[int] = ()
    allowed: AllowedOutputs | None = None
    unknown: bool = False
    required: Sequence[Sequence[Sequence[int]]] = ()

    def of(self, rows: Sequence[int]) -> OutputConstraints:
        """The same for some of the inputs."""
        return self._replace(
            prefixes=_picked(self.prefixes, rows), required=_picked(self.required, rows)
        )


def _picked(each: Sequence[T], rows: Sequence[int]) -> list[T]:
    """What there is for some of the inputs; nothing if there is nothing for any."""
    return [each[row] for row in rows] if each else []


def batch_constraints(
    search: SearchConfig,
    constraints: OutputConstraints,
    rows: Sequence[int],
    lengths: Sequence[int],
) -> tuple[list[StepProcessor], list[Constraint]]:
    """The step processors and the constraints of a batch.

    Args:
        rows: which inputs; lengths: their symbols, </s> included.
    """
    processors: list[StepProcessor] = []
    if search.repetition_penalty != 1:
        processors.append(RepetitionPenalty(search.repetition_penalty))
    if search.min_length_ratio:
        ratio = search.min_length_ratio
        processors.append(MinLength([math.ceil(ratio * (length - 1)) for length in lengths]))
    if search.no_repeat_ngram_size:
        processors.append(NoRepeatNgram(search.no_repeat_ngram_size))
    if constraints.forbidden:
        processors.append(ForbiddenSymbols(constraints.forbidden))
    own = constraints.of(rows)
    if any(own.prefixes):
        processors.append(ForcedPrefix(own.prefixes))
    finite_state: list[Constraint] = []
    if constraints.allowed is not None:
        finite_state.append(constraints.allowed)
    if any(own.required):
        finite_state.append(RequiredPhrases(own.required))
    return processors, finite_state


def longest_outputs(
    limit: OutputLimit,
    search: SearchConfig,
    constraints: OutputConstraints,
    rows: Sequence[int],
    lengths: Sequence[int],
) -> list[int]:
    """The most symbols for each row's output, </s> included.

    A forced prefix and required phrases make an output longer by as much; where there is a list of
    allowed outputs, the longest of it is the limit.
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


def prefix_too_long(
    constraints: OutputConstraints, rows: Sequence[int], longest: Sequence[int]
) -> list[bool]:
    """Which of the rows have no output, for their forced prefix is longer than an output may be.

    Args:
        longest: the most symbols of each row's output, </s> included.
    """
    own = constraints.of(rows).prefixes
    if not own:
        return [False] * len(rows)
    return [len(prefix) >= most for prefix, most in zip(own, longest, strict=True)]
