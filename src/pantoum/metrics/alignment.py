"""What is mistaken for what: edit operations counted by their symbols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pantoum.metrics.edit import References, Symbols, check_lengths, closest


@dataclass(frozen=True)
class Confusion:
    """One kind of mistake: `reference` should have been written and `hypothesis` was, `count`
    times.

    "" stands for nothing: an empty `reference` is an insertion, an empty `hypothesis` a deletion.
    """

    reference: str
    hypothesis: str
    count: int


def confusions(
    references: Sequence[References], hypotheses: Sequence[Symbols], most: int = 10
) -> list[Confusion]:
    """The `most` frequent mistakes, the most frequent first, ties in the order of their symbols.

    Each hypothesis is aligned with the closest of its accepted references by a shortest list of
    edit operations; where there are several shortest lists, one of them is counted.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    counts: Counter[tuple[str, str]] = Counter()
    for several, hypothesis in zip(references, hypotheses, strict=True):
        counts.update(_mistakes(closest(several, hypothesis), hypothesis))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        Confusion(reference, hypothesis, count) for (reference, hypothesis), count in ranked[:most]
    ]


def _mistakes(reference: Symbols, hypothesis: Symbols) -> Iterator[tuple[str, str]]:
    from rapidfuzz.distance import Levenshtein  # a prediction does without it

    for edit in Levenshtein.editops(reference, hypothesis):
        yield (
            "" if edit.tag == "insert" else reference[edit.src_pos],
            "" if edit.tag == "delete" else hypothesis[edit.dest_pos],
        )
