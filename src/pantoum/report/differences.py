"""How an output differs from the right one: the edits between them, their kind, and both texts with
what differs marked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from pantoum.metrics import Edit, edits, visible
from pantoum.report.markup import Html, Part, element, joined

SUBSTITUTION = "substitution"
INSERTION = "insertion"
DELETION = "deletion"
MIXED = "several kinds"
KINDS = (SUBSTITUTION, INSERTION, DELETION, MIXED)
# Of longer lists of edits the rest is counted.
MOST_EDITS = 20
LEGEND = "e → i: i is written for e; + e: e is written where nothing should be; − e: e is missing."


@dataclass(frozen=True)
class Difference:
    """An output beside the right one, both as lists of symbols."""

    right: Sequence[str]
    predicted: Sequence[str]
    edits: Sequence[Edit]

    @classmethod
    def of(cls, right: list[str], predicted: list[str]) -> Difference:
        """The difference of two texts, by a shortest list of edits."""
        return cls(right, predicted, edits(right, predicted))

    @property
    def kind(self) -> str:
        """That of all edits, one of `KINDS`."""
        kinds = {kind_of(one.reference, one.hypothesis) for one in self.edits}
        return kinds.pop() if len(kinds) == 1 else MIXED

    @property
    def pattern(self) -> tuple[str, ...]:
        """The edits in words, from left to right."""
        return tuple(edit_text(one.reference, one.hypothesis) for one in self.edits)

    @property
    def shown_pattern(self) -> tuple[str, ...]:
        """The pattern, cut where it is too long to be read."""
        pattern = self.pattern
        more = len(pattern) - MOST_EDITS
        return (*pattern[:MOST_EDITS], f"{more:,} more") if more > 0 else pattern

    def marked_right(self, between: str) -> Html:
        """The right text with the symbols marked that the output does not have.

        Args:
            between: what stands between two symbols.
        """
        wrong = {one.place_in_reference for one in self.edits if one.reference}
        return _marked(self.right, wrong, (), between)

    def marked_predicted(self, between: str) -> Html:
        """The output with its wrong symbols marked, and the places where one is missing.

        Args:
            between: what stands between two symbols.
        """
        wrong = {one.place_in_hypothesis for one in self.edits if one.hypothesis}
        gaps = {one.place_in_hypothesis for one in self.edits if not one.hypothesis}
        return _marked(self.predicted, wrong, gaps, between)


def kind_of(reference: str, hypothesis: str) -> str:
    """The kind of one edit; "" is nothing."""
    if reference and hypothesis:
        return SUBSTITUTION
    return DELETION if reference else INSERTION


def edit_text(reference: str, hypothesis: str) -> str:
    """One edit in a few signs, see `LEGEND`."""
    if reference and hypothesis:
        return f"{visible(reference)} → {visible(hypothesis)}"
    return f"− {visible(reference)}" if reference else f"+ {visible(hypothesis)}"


def _marked(
    symbols: Sequence[str], wrong: Collection[int], gaps: Collection[int], between: str
) -> Html:
    """A text in one isolated run, so that what is written from right to left stays in its order."""
    parts: list[Part] = []
    for is_wrong, places in groupby(range(len(symbols)), key=lambda place: place in wrong):
        run: list[int] = []
        for place in places:
            if place in gaps:
                parts += [*_run(symbols, run, between, is_wrong=is_wrong), _gap()]
                run = []
            run.append(place)
        parts += _run(symbols, run, between, is_wrong=is_wrong)
    if len(symbols) in gaps:
        parts.append(_gap())
    return element("bdi", joined(parts, between))


def _run(
    symbols: Sequence[str], places: Sequence[int], between: str, *, is_wrong: bool
) -> list[Part]:
    if not places:
        return []
    text = between.join(symbols[place] for place in places)
    return [element("mark", text) if is_wrong else text]


def _gap() -> Html:
    """Where a symbol is missing; it has no text, so that what is copied is the output."""
    return element("mark", class_="gap", aria_label="missing", role="img")
