"""The distinct words of a corpus, all that is read of each in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int32

from pantoum.data.corpus import FlatSequences
from pantoum.data.shapes import shape
from pantoum.data.vector_index import NO_ROW, VectorIndex
from pantoum.data.word_vocabulary import WordVocabulary


@dataclass(frozen=True, eq=False)
class Forms:
    """Words by number: what is read of form i stands at place i of each array.

    `words` are ids of the vocabulary, `characters` those of the spelling, `shapes` places in
    `pantoum.data.shapes.SHAPES`, `affixes` ids of prefixes and suffixes, `vectors` rows of a table
    of pretrained vectors, 0 for none.
    """

    words: Int32[np.ndarray, " forms"]
    characters: FlatSequences
    shapes: Int32[np.ndarray, " forms"]
    affixes: Int32[np.ndarray, "forms affixes"]
    vectors: Int32[np.ndarray, " forms"]

    def __len__(self) -> int:
        return len(self.words)


def encode_forms(
    words: Sequence[str], vocabulary: WordVocabulary, vectors: VectorIndex | None = None
) -> Forms:
    """The forms of these words, in their order."""
    spellings = [vocabulary.spelling(word) for word in words]
    rows = [NO_ROW if vectors is None else vectors.row(word) for word in spellings]
    affixes = np.array(vocabulary.encode_affixes(spellings), dtype=np.int32)
    return Forms(
        words=np.array(vocabulary.encode(spellings), dtype=np.int32),
        characters=FlatSequences.of(vocabulary.encode_characters(spellings)),
        shapes=np.array([shape(word) for word in spellings], dtype=np.int32),
        affixes=affixes.reshape(len(words), 2 * vocabulary.affixes.longest),
        vectors=np.array(rows, dtype=np.int32),
    )
