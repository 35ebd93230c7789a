"""How inputs are unlike the training data: symbols that are not known, and lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pantoum.data.corpus import FlatSequences
from pantoum.data.unknown import Unknown, count_in, rows_with_unknown

# What it means for one input of an encoder-decoder, and for several, to be longer than any in
# training; then for texts of a classifier, for those of a language model, and for sentences of a
# tagger, whose lengths are in words.
WHEN_LONGER = ("its output may stop early", "their outputs may stop early")
WHEN_LONGER_LABELLED = ("its label may be a guess", "their labels may be guesses")
WHEN_LONGER_SCORED = ("its perplexity may be too high", "their perplexities may be too high")
WHEN_LONGER_TAGGED = ("its tags may be worse", "their tags may be worse", "words")


class LongerInputs(NamedTuple):
    """Inputs longer than any in training, in symbols, features included and </s> not, or in words.

    inputs: how many; shortest, longest: lengths of the shortest and the longest of them; known:
    that of the longest input of training. It is true if there are some. The sum of two of them is
    that of both sets of inputs.
    """

    inputs: int = 0
    shortest: int = 0
    longest: int = 0
    known: int = 0

    @classmethod
    def of(cls, lengths: np.ndarray, known: int | None) -> LongerInputs:
        """Those among inputs.

        Args:
            lengths: of the inputs [inputs].
            known: length of the longest input of training; None where that is not known.
        """
        longer = lengths[lengths > known] if known is not None else lengths[:0]
        if not len(longer) or known is None:
            return cls()
        return cls(len(longer), int(longer.min()), int(longer.max()), known)

    def __bool__(self) -> bool:
        return self.inputs > 0

    def __add__(self, other: object) -> LongerInputs:
        if not isinstance(other, LongerInputs):
            return NotImplemented
        both = [one for one in (self, other) if one]
        if not both:
            return self
        return LongerInputs(
            sum(one.inputs for one in both),
            min(one.shortest for one in both),
            max(one.longest for one in both),
            both[0].known,
        )

    def describe(self, one: str, several: str, unit: str = "symbols") -> str:
        """The numbers in words.

        Args:
            one, several: what that means for one input and for several, as in "its output may stop
                early".
            unit: what the lengths count.
        """
        span = (
            f"{self.shortest}"
            if self.shortest == self.longest
            else (f"{self.shortest} to {self.longest}")
        )
        subject = "1 input is" if self.inputs == 1 else f"{self.inputs:,} inputs are"
        effect = one if self.inputs == 1 else several
        return (
            f"{subject} longer than any in training ({span} {unit}, training had up to "
            f"{self.known}); {effect}"
        )


class UnlikeTraining(NamedTuple):
    """What in some inputs is unlike the training data; true if anything is."""

    unknown: Unknown = Unknown()
    longer: LongerInputs = LongerInputs()

    def __bool__(self) -> bool:
        return bool(self.unknown) or bool(self.longer)

    def __add__(self, other: object) -> UnlikeTraining:
        if not isinstance(other, UnlikeTraining):
            return NotImplemented
        return UnlikeTraining(self.unknown + other.unknown, self.longer + other.longer)

    def sentences(
        self, one: str = WHEN_LONGER[0], several: str = WHEN_LONGER[1], unit: str = "symbols"
    ) -> tuple[str, ...]:
        """A sentence on each kind of difference; see `LongerInputs.describe`."""
        found: list[str] = []
        if self.unknown:
            found.append(self.unknown.describe("input symbols"))
        if self.longer:
            found.append(self.longer.describe(one, several, unit))
        return tuple(found)


def unlike_training(
    ids: FlatSequences, pieces: Callable[[int], Sequence[str]], known: int | None
) -> UnlikeTraining:
    """What in encoded inputs is unlike the training data.

    Args:
        ids: each with its </s>.
        pieces: the symbols of a row, one for each id.
        known: symbols of the longest input of training; None where that is not known.
    """
    return UnlikeTraining(count_in(ids, pieces), LongerInputs.of(ids.lengths - 1, known))


def warnings_of_each(
    ids: FlatSequences,
    pieces: Callable[[int], Sequence[str]],
    known: int | None,
    when_longer: tuple[str, str] = WHEN_LONGER,
) -> list[tuple[str, ...]]:
    """For each of encoded inputs a sentence on each way in which it is unlike the training data.

    Args:
        ids, pieces, known: as for `unlike_training`; only rows that are unlike are spelled out.
        when_longer: see `LongerInputs.describe`.
    """
    longer = [] if known is None else np.flatnonzero(ids.lengths - 1 > known).tolist()
    warnings: list[tuple[str, ...]] = [()] * len(ids)
    for row in {*rows_with_unknown(ids), *longer}:
        alone = unlike_training(ids.take([row]), lambda _, row=row: pieces(row), known)
        warnings[row] = alone.sentences(*when_longer)
    return warnings
