"""Scores by the length of the input: does the model hold on over long sequences?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pantoum.config import Normalization, UnitName
from pantoum.metrics.edit import check_lengths
from pantoum.metrics.scores import score
from pantoum.metrics.splitting import Texts

MOST_BINS = 8


class LengthBin(NamedTuple):
    """The positions (`rows`) of the inputs whose length is from `shortest` to `longest`, both
    inclusive.
    """

    shortest: int
    longest: int
    rows: list[int]


class LengthScores(NamedTuple):
    """The scores of the inputs whose length is from `shortest` to `longest`, both inclusive."""

    shortest: int
    longest: int
    scores: dict[str, float]


def length_bins(lengths: Sequence[int], most: int = MOST_BINS) -> list[LengthBin]:
    """Sort positions into at most `most` ranges of equal, round width, shortest first; none of them
    is empty.

    The width fits 95 % of the lengths, and the last range takes the few that are longer still, so
    that one very long input does not push all others into one range.
    """
    if not lengths:
        return []
    usual = sorted(lengths)[int(0.95 * (len(lengths) - 1))]
    width = _round_width(usual, most)
    bins: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        bins.setdefault(min(max(length - 1, 0) // width, most - 1), []).append(row)
    return [
        _length_bin(lengths, rows, number, width, number == most - 1)
        for number, rows in sorted(bins.items())
    ]


def by_length(
    lengths: Sequence[int],
    units: UnitName,
    references: Sequence[Texts],
    hypotheses: Sequence[str],
    normalization: Normalization = "NFC",
) -> list[LengthScores]:
    """`score` for each range of input lengths; `lengths[i]` is the number of symbols of input i.

    Raises:
        ValueError: lengths, references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    if len(lengths) != len(hypotheses):
        raise ValueError(
            f"expected a length for each of {len(hypotheses)} hypotheses, got {len(lengths)} "
            "lengths"
        )
    return [
        LengthScores(
            one.shortest,
            one.longest,
            score(
                units,
                [references[i] for i in one.rows],
                [hypotheses[i] for i in one.rows],
                normalization,
            ),
        )
        for one in length_bins(lengths)
    ]


def _round_width(usual: int, most: int) -> int:
    """The smallest of 1, 2, 4, 5, 10, 20, 40, 50, 100, ... of which `most` ranges reach `usual`."""
    scale = 1
    while True:
        for step in (1, 2, 4, 5):
            if step * scale * most >= usual:
                return step * scale
        scale *= 10


def _length_bin(
    lengths: Sequence[int], rows: list[int], number: int, width: int, last: bool
) -> LengthBin:
    shortest = 0 if any(lengths[row] == 0 for row in rows) else number * width + 1
    longest = max(lengths[row] for row in rows) if last else (number + 1) * width
    return LengthBin(shortest, longest, rows)
