"""The word types of a corpus: its distinct words, with the features of each in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int32

from pantoum.data.corpus import FlatSequences
from pantoum.data.vector_index import NO_ROW, VectorIndex
from pantoum.data.word_shapes import word_shape
from pantoum.data.word_vocabulary import WordVocabulary


@dataclass(frozen=True, eq=False)
class WordTypes:
    """Distinct words by number: the features of word type i are at index i of each array.

    `words` are ids of the vocabulary, `characters` those of the spelling, `shapes` indices in
    `pantoum.data.word_shapes.WORD_SHAPES`, `affixes` ids of prefixes and suffixes, `vectors` rows
    of a table of pretrained vectors, 0 for none.
    """

    words: Int32[np.ndarray, " word_types"]
    characters: FlatSequences
    shapes: Int32[np.ndarray, " word_types"]
    affixes: Int32[np.ndarray, "word_types affixes"]
    vectors: Int32[np.ndarray, " word_types"]

    def __len__(self) -> int:
        return len(self.words)


def encode_word_types(
    words: Sequence[str], vocabulary: WordVocabulary, vectors: VectorIndex | None = None
) -> WordTypes:
    """The word types of these words, in their order."""
    spellings = [vocabulary.spelling(word) for word in words]
    rows = [NO_ROW if vectors is None else vectors.row(word) for word in spellings]
    affixes = np.array(vocabulary.encode_affixes(spellings), dtype=np.int32)
    return WordTypes(
        words=np.array(vocabulary.encode(spellings), dtype=np.int32),
        characters=FlatSequences.of(vocabulary.encode_characters(spellings)),
        shapes=np.array([word_shape(word) for word in spellings], dtype=np.int32),
        affixes=affixes.reshape(len(words), 2 * vocabulary.affixes.longest),
        vectors=np.array(rows, dtype=np.int32),
    )
