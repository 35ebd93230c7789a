"""A tagger's words are read as in training."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.tests.samples import HARD, WORDS, any_texts

from pantoum.config import Normalization, UnitName
from pantoum.data import WORD_SHAPES, VectorIndex, WordVocabulary, encode_sentences, word_shapes
from pantoum.data.word_batch import collate_sentences
from pantoum.exporting.text import words_to_json
from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.symbols import PAD, UNK
from pantoum_runtime.word_shapes import SHAPES, word_shape
from pantoum_runtime.words import Words

words = st.one_of(
    st.sampled_from([*WORDS, *HARD, "O'Neil", "New York", "NATO", "x1", "3.14", "http://" * 9]),
    any_texts.filter(bool),
    st.text("aAbB1ßİ-", min_size=1, max_size=50),
)
sentences = st.lists(st.lists(words, max_size=5), max_size=4)


def words_of(vocabulary: WordVocabulary, vectors: VectorIndex | None = None) -> Words:
    return Words.from_json(json.loads(json.dumps(words_to_json(vocabulary, vectors))))


@pytest.mark.parametrize(
    ("lower", "normalization", "units", "affixes", "has_vectors"),
    [
        (True, "NFC", "characters", 0, False),
        (False, "NFD", "codepoints", 2, True),
        (True, "none", "characters", 3, True),
    ],
)
@given(seen=sentences, read=sentences, vectors=st.lists(words, unique=True, max_size=4))
def test_sentences_are_read_as_in_training(
    lower: bool,
    normalization: Normalization,
    units: UnitName,
    affixes: int,
    has_vectors: bool,
    seen: Sequence[Sequence[str]],
    read: Sequence[Sequence[str]],
    vectors: Sequence[str],
) -> None:
    vocabulary = WordVocabulary.train(
        (word for sentence in seen for word in sentence),
        lower=lower,
        units=units,
        normalization=normalization,
        affixes=affixes,
    )
    index = VectorIndex(vectors, 3) if has_vectors else None
    ours = words_of(vocabulary, index)
    assert ours.size == vocabulary.size
    for batch in (read, [*seen, *read]):
        forms = ours.forms(batch)
        corpus = encode_sentences(batch, vocabulary, vectors=index)
        expected = collate_sentences(corpus, range(len(batch)))
        pairs = [
            (forms.positions, expected.positions),
            (forms.lengths, expected.lengths),
            (forms.words, expected.words),
            (forms.characters, expected.characters.ids),
            (forms.character_lengths, expected.characters.lengths),
            (forms.shapes, expected.shapes),
            (forms.affixes, expected.affixes),
            (forms.vectors, expected.vectors),
        ]
        for ours_of, theirs in pairs:
            assert ours_of.dtype == "int64"
            assert ours_of.shape == tuple(theirs.shape)
            assert ours_of.tolist() == theirs.tolist()
        for word in (word for sentence in batch for word in sentence):
            assert (word in ours) == (word in vocabulary)


def test_sentences_are_read_by_hand() -> None:
    special = ["<pad>", "<unk>", "<s>", "</s>"]
    ours = Words.from_json(
        {
            "lower": True,
            "normalization": "NFC",
            "words": ["<pad>", "<unk>", "the", "kite"],
            "characters": {
                "units": "characters",
                "normalization": "NFC",
                "symbols": [*special, "e", "k", "i", "t"],
            },
            "longest_spelling": 4,
            "affixes": {"longest": 2, "prefixes": ["k", "ki"], "suffixes": ["e", "te"]},
            "vectors": ["Kite", "kites"],
        }
    )
    forms = ours.forms([["Kite", "e", "Kite"], ["kites"]])
    assert forms.positions.tolist() == [[0, 1, 0], [2, 0, 0]]
    assert forms.lengths.tolist() == [3, 1]
    assert forms.words.tolist() == [3, UNK, UNK]
    # "K" is unknown; of five characters the first two and the last two are read.
    assert forms.characters.tolist() == [[UNK, 6, 7, 4], [4, 0, 0, 0], [5, 6, 4, UNK]]
    assert forms.character_lengths.tolist() == [4, 1, 4]
    assert [SHAPES[shape] for shape in forms.shapes] == ["title", "lower", "lower"]
    assert forms.affixes.tolist() == [[2, 3, 4, 5], [UNK, PAD, 4, PAD], [2, 3, UNK, UNK]]
    assert forms.vectors.tolist() == [1, 0, 2]


@given(words)
def test_a_word_has_the_shape_of_training(word: str) -> None:
    assert word_shape(word) == word_shapes.word_shape(word)


def test_shapes_have_the_names_of_training() -> None:
    assert list(SHAPES) == list(WORD_SHAPES)
    named = {"4th": 0, "12": 1, "...": 2, "漢字": 3, "kite": 4, "NATO": 5, "O'Neil": 6, "iPhone": 7}
    named |= {"A\u0301Bc": 7, "\u0301": 2, "A\u0301": 6}  # marks part no letters
    assert {word: word_shape(word) for word in named} == named


GOOD: dict[str, Any] = words_to_json(WordVocabulary.train(["ab"], affixes=1))


@pytest.mark.parametrize(
    "state",
    [
        [],
        {},
        GOOD | {"lower": 1},
        GOOD | {"normalization": "NFKD"},
        GOOD | {"words": ["ab"]},
        GOOD | {"words": [*GOOD["words"], "ab"]},
        GOOD | {"characters": {}},
        GOOD | {"longest_spelling": 0},
        GOOD | {"affixes": {"longest": -1, "prefixes": [], "suffixes": []}},
        GOOD | {"affixes": {"longest": 2**40, "prefixes": [], "suffixes": []}},
        GOOD | {"affixes": None},
        GOOD | {"vectors": None},
    ],
)
def test_damaged_metadata_are_one_sentence(state: Any) -> None:
    with pytest.raises(PantoumRuntimeError, match=r"damaged .*export the model again"):
        Words.from_json(state)
