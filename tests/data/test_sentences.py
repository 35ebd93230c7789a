"""Sentences as numbers of word_types, and what is read of each form."""

import numpy as np
import pytest

from pantoum.data import (
    WORD_SHAPES,
    LabelVocabulary,
    VectorIndex,
    WordVocabulary,
    encode_sentences,
    encode_word_types,
)
from pantoum.data.labels import UNKNOWN_LABEL
from pantoum.symbols import UNK

SENTENCES = [["The", "cat", "saw", "the", "cat"], [], ["The", "New York", "cat"]]
TAGS = [["D", "N", "V", "D", "N"], [], ["D", "P", "N"]]
VECTORS = VectorIndex(["the", "cat", "The"], 5)


@pytest.fixture
def vocabulary() -> WordVocabulary:
    return WordVocabulary.train([word for sentence in SENTENCES for word in sentence], affixes=1)


def test_a_form_holds_all_that_is_read_of_a_word(vocabulary: WordVocabulary) -> None:
    words = ["The", "the", "cat", "Dog", "", "x" * 5_000]
    word_types = encode_word_types(words, vocabulary, VECTORS)
    assert len(word_types) == 6
    assert word_types.words.tolist() == [*vocabulary.encode(["the", "the", "cat"]), UNK, UNK, UNK]
    assert [
        word_types.characters[row].tolist() for row in range(6)
    ] == vocabulary.encode_characters(words)
    assert [list(WORD_SHAPES)[shape] for shape in word_types.shapes] == [
        "title",
        "lower",
        "lower",
        "title",
        "no letters",
        "lower",
    ]
    assert word_types.affixes.tolist() == vocabulary.encode_affixes(words)
    assert word_types.affixes.shape == (6, 2)
    assert word_types.vectors.tolist() == [3, 1, 2, 0, 0, 0]


def test_spellings_are_in_normal_form() -> None:
    vocabulary = WordVocabulary.train(["É", "é"])
    decomposed, composed = (
        encode_word_types([word], vocabulary, VectorIndex(["é"], 1)) for word in ("E\u0301", "É")
    )
    for name in ("words", "shapes", "vectors"):
        assert getattr(decomposed, name).tolist() == getattr(composed, name).tolist(), name
    assert decomposed.vectors.tolist() == [1]
    assert decomposed.characters[0].tolist() == composed.characters[0].tolist()


def test_without_vectors_no_word_has_one(vocabulary: WordVocabulary) -> None:
    assert encode_word_types(["the"], vocabulary).vectors.tolist() == [0]


def test_each_different_word_is_one_form(vocabulary: WordVocabulary) -> None:
    labels = LabelVocabulary.train(TAGS)
    corpus = encode_sentences(
        SENTENCES, vocabulary, [TAGS, TAGS], [labels, LabelVocabulary(["P", "N"])], VECTORS
    )
    assert [corpus.sentences[row].tolist() for row in range(3)] == [[0, 1, 2, 3, 1], [], [0, 4, 1]]
    assert corpus.lengths.tolist() == [5, 0, 3]
    expected = encode_word_types(["The", "cat", "saw", "the", "New York"], vocabulary, VECTORS)
    for name in ("words", "shapes", "affixes", "vectors"):
        np.testing.assert_array_equal(getattr(corpus.word_types, name), getattr(expected, name))
    assert corpus.word_types.characters.values.tolist() == expected.characters.values.tolist()
    first, second = corpus.tags
    assert [labels.decode(first[row].tolist()) for row in range(3)] == TAGS
    assert second[0].tolist() == [UNKNOWN_LABEL, 1, UNKNOWN_LABEL, UNKNOWN_LABEL, 1]


def test_a_corpus_without_tags_or_without_sentences(vocabulary: WordVocabulary) -> None:
    assert encode_sentences(SENTENCES, vocabulary).tags == ()
    for sentences in ([], [[], []]):
        corpus = encode_sentences(sentences, vocabulary, [sentences], [LabelVocabulary([])])
        assert len(corpus.word_types) == 0
        assert corpus.lengths.tolist() == [0] * len(sentences)
        assert corpus.word_types.affixes.shape == (0, 2)
        assert len(corpus.tags[0]) == len(sentences)


def test_every_word_needs_a_tag_and_every_kind_of_tags_a_vocabulary(
    vocabulary: WordVocabulary,
) -> None:
    labels = LabelVocabulary.train(TAGS)
    for tags in (TAGS[:2], [TAGS[0][:4], [], TAGS[2]], [*TAGS, ["N"]]):
        with pytest.raises(ValueError, match="tags 0: each sentence needs one tag for each word"):
            encode_sentences(SENTENCES, vocabulary, [tags], [labels])
    with pytest.raises(ValueError, match="zip"):
        encode_sentences(SENTENCES, vocabulary, [TAGS], [])
