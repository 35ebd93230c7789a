"""Sentences of words and their tags as ids in flat arrays; of each distinct word its features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from jaxtyping import Int32, Int64

from pantoum.data.corpus import FlatSequences
from pantoum.data.labels import LabelVocabulary
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


@dataclass(frozen=True, eq=False)
class SentenceCorpus:
    """Sentences as numbers of word types (distinct words), and for each kind of tags
    their ids.

    A tag that training has not seen is `pantoum.data.labels.UNKNOWN_LABEL`. Where tags are not
    known, there are none.
    """

    word_types: WordTypes
    sentences: FlatSequences
    tags: tuple[FlatSequences, ...] = ()

    def __len__(self) -> int:
        return len(self.sentences)

    def arrays(self) -> Iterator[np.ndarray]:
        """All that is read of words, where each stands, and the tags."""
        word_types = self.word_types
        yield from (word_types.words, word_types.shapes, word_types.affixes, word_types.vectors)
        for sequences in (word_types.characters, self.sentences, *self.tags):
            yield from (sequences.values, sequences.offsets)

    @property
    def lengths(self) -> Int64[np.ndarray, " sentences"]:
        """How many words each sentence has."""
        return self.sentences.lengths


def encode_sentences(
    sentences: Sequence[Sequence[str]],
    vocabulary: WordVocabulary,
    tags: Sequence[Sequence[Sequence[str]]] = (),
    labels: Sequence[LabelVocabulary] = (),
    vectors: VectorIndex | None = None,
) -> SentenceCorpus:
    """The ids of sentences and of their tags, in their order.

    Args:
        sentences: the words of each sentence.
        vocabulary: knows the words.
        tags: for each kind of tags, those of all sentences; none at prediction time.
        labels: for each kind of tags, its vocabulary.
        vectors: knows the pretrained vectors.
    Raises: ValueError when a kind of tags has no vocabulary, or a sentence not a tag for each word.
    """
    numbers = {
        word: number for number, word in enumerate(dict.fromkeys(chain.from_iterable(sentences)))
    }
    words = FlatSequences.of([[numbers[word] for word in sentence] for sentence in sentences])
    encoded = tuple(
        FlatSequences.of([known.encode(row) for row in kind])
        for kind, known in zip(tags, labels, strict=True)
    )
    for place, kind in enumerate(encoded):
        if not np.array_equal(kind.offsets, words.offsets):
            raise ValueError(f"tags {place}: each sentence needs one tag for each word")
    return SentenceCorpus(encode_word_types(list(numbers), vocabulary, vectors), words, encoded)
