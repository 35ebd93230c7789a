"""An exported file compared with the model that it was made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from pantoum.errors import PantoumError

# What rounding makes of scores and of attention weights in another order of additions.
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Verification:
    """How an exported file answers inputs, beside its model.

    inputs: how many were answered; equal: of these, with the same outputs in the same order; ties:
    with others whose scores are equal to rounding; best: with the same best output; score,
    attention: the largest differences where outputs are equal, None without attention; of: what the
    inputs are, in words.
    """

    inputs: int
    equal: int
    ties: int
    best: int
    score: float
    attention: float | None
    of: str

    @property
    def different(self) -> int:
        """Inputs whose outputs differ by more than rounding."""
        return self.inputs - self.equal - self.ties

    def to_dict(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        attention = "" if self.attention is None else f", attention to {self.attention:.1e}"
        ties = f", {self.ties} with outputs of the same score" if self.ties else ""
        return (
            f"{self.equal:,} of {self.inputs:,} {self.of} have the same outputs{ties}; scores "
            f"agree to {self.score:.1e}{attention}"
        )


def compare_outputs(
    expected: Sequence[Sequence[Any]], found: Sequence[Sequence[Any]], of: str
) -> Verification:
    """Compare predictions: for each input its outputs, best first."""
    equal = ties = best = 0
    score = 0.0
    attention = None
    for ours, theirs in zip(expected, found, strict=True):
        differences = [_difference(*pair) for pair in zip(ours, theirs, strict=False)]
        best += ours[0].tokens == theirs[0].tokens
        if len(ours) == len(theirs) and all(
            one.tokens == other.tokens for one, other in zip(ours, theirs, strict=True)
        ):
            equal += 1
            score = max([score, *differences])
            weights = [_of_attention(*pair) for pair in zip(ours, theirs, strict=True)]
            known = [value for value in weights if value is not None]
            attention = max([attention or 0.0, *known]) if known else attention
        elif len(ours) == len(theirs) and max(differences, default=math.inf) <= TOLERANCE:
            ties += 1
    return Verification(len(expected), equal, ties, best, score, attention, of)


class Answer(NamedTuple):
    """What a model that does not search says of an input.

    output: what is equal or is not, such as a label; scores: numbers that agree to rounding, in the
    same order from the model and from the file; weights: how much each symbol counted, or None.
    """

    output: Any
    scores: np.ndarray
    weights: np.ndarray | None = None


def compare_answers(expected: Sequence[Answer], found: Sequence[Answer], of: str) -> Verification:
    """Compare answers, one for each input."""
    equal = ties = 0
    score = 0.0
    attention = None
    for ours, theirs in zip(expected, found, strict=True):
        if ours.scores.shape != theirs.scores.shape:
            continue
        difference = _largest(ours.scores, theirs.scores)
        if ours.output == theirs.output:
            equal += 1
            score = max(score, difference)
            if ours.weights is not None and theirs.weights is not None:
                attention = max(attention or 0.0, _largest(ours.weights, theirs.weights))
        elif difference <= TOLERANCE:
            ties += 1
    return Verification(len(expected), equal, ties, equal, score, attention, of)


def check(verification: Verification) -> None:
    """Refuse a file whose answers differ by more than rounding.

    Raises: PantoumError that says how.
    """
    largest = max(verification.score, verification.attention or 0.0)
    if not verification.different and largest <= TOLERANCE:
        return
    raise PantoumError(
        f"the exported file does not answer as the model does ({verification}), so it is not kept",
        setting="output",
        remedy="report this with the model's config.json",
    )


def _difference(one: Any, other: Any) -> float:
    return abs(one.score - other.score)


def _of_attention(one: Any, other: Any) -> float | None:
    if one.attention is None or other.attention is None:
        return None
    return _largest(one.attention, other.attention)


def _largest(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference; infinite where one of the two is no number."""
    largest = float(np.abs(one - other).max(initial=0.0))
    return math.inf if math.isnan(largest) else largest
