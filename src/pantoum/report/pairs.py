"""The outputs of an encoder-decoder beside what is right, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from pantoum.config import ResolvedDataConfig
from pantoum.data import Example
from pantoum.evaluation import Evaluation
from pantoum.metrics import Texts, closest_text, split_symbols
from pantoum.report.differences import KINDS, Difference


class Written(NamedTuple):
    """What a model writes for an input: the text, and its score."""

    text: str
    score: float


class Attention(NamedTuple):
    """The attention weights of an output, and the symbols of their rows and columns."""

    weights: Float[np.ndarray, "tokens source_tokens"]
    tokens: Sequence[str]
    source_tokens: Sequence[str]


class PairError(NamedTuple):
    """An output that is not exactly right.

    Attributes:
        row: its place among the inputs.
        right: the right text that is nearest to it.
        difference: how it differs from that.
    """

    row: int
    right: str
    difference: Difference


@dataclass(frozen=True, eq=False)
class JudgedPairs:
    """The outputs of an encoder-decoder, judged.

    Attributes:
        settings: those of the data, for the units of texts.
        evaluation: the scores.
        inputs: one for each output.
        numbers: of the inputs among the examples, from 1.
        references: the right text of each input, or a tuple of accepted ones.
        outputs: what the model writes.
        reads_features: whether it reads features.
    """

    settings: ResolvedDataConfig
    evaluation: Evaluation
    inputs: Sequence[Example]
    numbers: Sequence[int]
    references: Sequence[Texts]
    outputs: Sequence[Written]
    reads_features: bool = False

    @property
    def between(self) -> str:
        """What stands between two symbols of an output."""
        return "" if self.settings.target_units in ("characters", "codepoints") else " "

    def errors(self) -> list[PairError]:
        """All outputs that are not exactly right, in the order of the inputs."""
        found = []
        for row, (texts, output) in enumerate(zip(self.references, self.outputs, strict=True)):
            right = self._nearest(texts, output.text)
            symbols = self._split(right)
            written = self._split(output.text)
            if symbols != written:
                found.append(PairError(row, right, Difference.of(symbols, written)))
        return found

    def right_symbols(self) -> Counter[str]:
        """How often each symbol should have been written."""
        counts: Counter[str] = Counter()
        for texts, output in zip(self.references, self.outputs, strict=True):
            counts.update(self._split(self._nearest(texts, output.text)))
        return counts

    def _nearest(self, texts: Texts, output: str) -> str:
        settings = self.settings
        return closest_text(texts, output, settings.target_units, settings.normalization)

    def _split(self, text: str) -> list[str]:
        return split_symbols(text, self.settings.target_units, self.settings.normalization)


def most_frequent_first(errors: Sequence[PairError]) -> list[PairError]:
    """Errors by their kind, within it those of the most frequent pattern first."""
    patterns = Counter(one.difference.pattern for one in errors)
    return sorted(
        errors,
        key=lambda one: (
            KINDS.index(one.difference.kind),
            -patterns[one.difference.pattern],
            one.difference.pattern,
            one.row,
        ),
    )
