"""What is mistaken for what: edit operations counted by their symbols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pantoum.metrics.edit import References, Symbols, check_lengths, closest


class Edit(NamedTuple):
    """One mistake of a hypothesis: a symbol that is substituted, inserted or deleted.

    Attributes:
        reference, hypothesis: the right symbol and the one that stands in its place; "" for
            nothing: an empty `reference` is an insertion, an empty `hypothesis` a deletion.
        place_in_reference, place_in_hypothesis: the symbol's, from 0; where it has none, that of
            the next symbol behind.
    """

    reference: str
    hypothesis: str
    place_in_reference: int
    place_in_hypothesis: int


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
        found = edits(closest(several, hypothesis), hypothesis)
        counts.update((one.reference, one.hypothesis) for one in found)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        Confusion(reference, hypothesis, count) for (reference, hypothesis), count in ranked[:most]
    ]


def edits(reference: Symbols, hypothesis: Symbols) -> list[Edit]:
    """A shortest list of edit operations that turn the reference into the hypothesis, from left to
    right; of several shortest ones, one.

    Source: Levenshtein (1966); Wagner & Fischer (1974).
    """
    from rapidfuzz.distance import Levenshtein  # a prediction does without it

    return [
        Edit(
            "" if edit.tag == "insert" else reference[edit.src_pos],
            "" if edit.tag == "delete" else hypothesis[edit.dest_pos],
            edit.src_pos,
            edit.dest_pos,
        )
        for edit in Levenshtein.editops(reference, hypothesis)
    ]
