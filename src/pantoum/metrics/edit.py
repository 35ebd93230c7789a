"""Edit distance and the error rates counted with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Symbols = str | list[str]
"""One sequence: a list of symbols, or a string as the sequence of its characters."""

References = Symbols | tuple[Symbols, ...]
"""What counts as right for one input: one sequence, or a tuple of several accepted ones."""


class ErrorRates(NamedTuple):
    """Error rates over a set of sequences, in per cent.

    Attributes:
        word_error_rate: share of sequences that equal none of their references.
        symbol_error_rate: edits to the closest references, divided by the symbols of these
            references.
        exact_match: 100 - word_error_rate.
    """

    word_error_rate: float
    symbol_error_rate: float
    exact_match: float


def edit_distance(a: Symbols, b: Symbols) -> int:
    """The fewest substitutions, insertions and deletions of one symbol each that turn `a` into `b`.

    Source: Levenshtein (1966); Wagner & Fischer (1974).
    """
    from rapidfuzz.distance import Levenshtein  # a prediction does without it

    return Levenshtein.distance(a, b)


def closest(references: References, hypothesis: Symbols) -> Symbols:
    """The accepted reference with the fewest edits to the hypothesis; of equally near ones, the
    longest.
    """
    several = references if isinstance(references, tuple) else (references,)
    return min(several, key=lambda one: (edit_distance(one, hypothesis), -len(one)))


def check_lengths(references: Sequence[object], hypotheses: Sequence[object]) -> None:
    """Raise ValueError unless each hypothesis has its item of references, and there is at least
    one.
    """
    if len(references) != len(hypotheses):
        raise ValueError(
            f"references and hypotheses must be as many: got {len(references)} references "
            f"and {len(hypotheses)} hypotheses"
        )
    if not hypotheses:
        raise ValueError("there is nothing to score: got 0 references and 0 hypotheses")


def error_rates(references: Sequence[References], hypotheses: Sequence[Symbols]) -> ErrorRates:
    """Word error rate, symbol error rate and exact match of `hypotheses`, in per cent.

    `references[i]` is what `hypotheses[i]` should be: a sequence, or a tuple of accepted ones of
    which any is right and the closest counts. Where all references are empty, edits are divided by
    one symbol.

    Raises:
        ValueError: the two differ in length, or are empty.
    """
    check_lengths(references, hypotheses)
    wrong = edits = total = 0
    for several, hypothesis in zip(references, hypotheses, strict=True):
        reference = closest(several, hypothesis)
        distance = edit_distance(reference, hypothesis)
        wrong += distance > 0
        edits += distance
        total += len(reference)
    word_error_rate = 100 * wrong / len(hypotheses)
    return ErrorRates(word_error_rate, 100 * edits / max(total, 1), 100 - word_error_rate)
