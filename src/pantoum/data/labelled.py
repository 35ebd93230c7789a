"""Texts with a label each, as ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from pantoum.data.corpus import FlatSequences
from pantoum.data.drawing import Drawing
from pantoum.data.formats import Example
from pantoum.data.labels import LabelVocabulary
from pantoum.data.source import SourceTokenizer


@dataclass(frozen=True, eq=False)
class LabelledCorpus:
    """Encoded texts, each of which ends with EOS, and the numbers of their labels (-1: training has
    not seen it); the drawing is None where every text comes once in each epoch.
    """

    source: FlatSequences
    labels: Int64[np.ndarray, " rows"]
    drawing: Drawing | None = None

    def __len__(self) -> int:
        return len(self.source)

    def arrays(self) -> Iterator[np.ndarray]:
        """All ids, where each text ends, the labels, and how often each text is drawn."""
        yield from (self.source.values, self.source.offsets, self.labels)
        if self.drawing is not None:
            yield from self.drawing.arrays()


def encode_labelled(
    examples: Sequence[Example], source: SourceTokenizer, labels: LabelVocabulary
) -> LabelledCorpus:
    """The ids of all examples, in their order; their targets are the labels."""
    ids = source.encode_all(
        [example.source for example in examples],
        [example.features for example in examples],
        [example.group for example in examples],
    )
    return LabelledCorpus(
        FlatSequences.of(ids), np.array(labels.encode(labels_of(examples)), dtype=np.int64)
    )


def labels_of(examples: Sequence[Example]) -> list[str]:
    """The label of each example, in Unicode NFC and with single spaces, so that equal labels are
    equal.
    """
    return [
        unicodedata.normalize("NFC", " ".join((example.target or "").split()))
        for example in examples
    ]
