"""Words, their characters and affixes as ids."""

import json
import random
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import WordVocabulary
from pantoum.data.word_vocabulary import LONGEST_SPELLING
from pantoum.errors import PantoumError
from pantoum.symbols import PAD, UNK

TOKENS = ["The", "cat", "the", "New York", "CAT", "b", "the", "cat"]

words = st.text(st.sampled_from("aAbBéÉ\u0301İßΣς हिन्ṭ 漢한\U0001f44d"), max_size=6)


def test_ids_go_by_count_then_by_code_points() -> None:
    known = WordVocabulary.train(TOKENS)
    assert known.encode(["the", "cat", "b", "new york"]) == [3, 2, 4, 5]
    assert known.encode(["THE", "New York", "york", "", "<pad>"]) == [3, 5, UNK, UNK, UNK]
    assert known.size == 6
    assert known.counts.tolist() == [0, 0, 3, 3, 1, 1]
    assert ("CaT" in known, "dog" in known) == (True, False)
    assert PAD not in known.encode(TOKENS)


def test_case_can_be_kept() -> None:
    known = WordVocabulary.train(TOKENS, lower=False)
    assert known.encode(["cat", "the", "CAT", "New York", "The", "b", "Cat"]) == [
        2,
        3,
        4,
        5,
        6,
        7,
        UNK,
    ]
    assert known.counts.tolist() == [0, 0, 2, 2, 1, 1, 1, 1]


def test_rare_words_and_those_beyond_the_size_are_unknown() -> None:
    assert WordVocabulary.train(TOKENS, min_count=2).encode(["the", "b"]) == [3, UNK]
    assert WordVocabulary.train(TOKENS, size=3).encode(["cat", "the"]) == [2, UNK]
    for size in (0, 2):
        assert WordVocabulary.train(TOKENS, size=size).size == 2
    # Their characters are known all the same.
    assert WordVocabulary.train(TOKENS, size=2).encode_characters(["New York"]) == [
        WordVocabulary.train(TOKENS).encode_characters(["New York"])[0]
    ]


def test_characters_are_those_of_the_spelling_in_its_own_case() -> None:
    known = WordVocabulary.train(["aab", "A", "ते"])
    a, b, upper, cluster = (known.characters.encode(text)[0] for text in ("a", "b", "A", "ते"))
    assert known.encode_characters(["ab", "Ab", "तेx", ""]) == [
        [a, b],
        [upper, b],
        [cluster, UNK],
        [],
    ]
    assert len({a, b, upper, cluster, PAD, UNK}) == 6


def test_code_points_are_the_parts_of_characters() -> None:
    known = WordVocabulary.train(["한", "é"], units="codepoints", affixes=2)
    assert [len(ids) for ids in known.encode_characters(["한", "é", "e"])] == [3, 2, 1]


def test_long_words_are_read_at_both_ends() -> None:
    url = "".join(random.Random(1).choices("abcdefgh./", k=5_000))
    known = WordVocabulary.train([url, "ab"])
    half = LONGEST_SPELLING // 2
    first, last = known.encode_characters([url[:half], url[-half:]])
    assert known.encode_characters([url]) == [first + last]
    just = url[:LONGEST_SPELLING]
    assert known.encode_characters([just]) == [known.characters.encode(just)]
    assert len(known.encode_characters([url[: LONGEST_SPELLING + 1]])[0]) == LONGEST_SPELLING
    assert known.encode([url]) == [3]


@pytest.mark.parametrize(("normalization", "same"), [("NFC", True), ("NFD", True), ("none", False)])
def test_normalization_decides_which_spellings_are_one_word(normalization: Any, same: bool) -> None:
    known = WordVocabulary.train(["é", "e\u0301"], normalization=normalization)
    assert (known.size == 3) is same
    assert UNK not in known.encode(["é", "e\u0301"])
    loaded = WordVocabulary.from_json(known.to_json())
    assert loaded.encode(["e\u0301", "é"]) == known.encode(["e\u0301", "é"])


def test_affixes_are_of_the_word_as_it_is_known() -> None:
    tokens = ["Walking", "talking", "walked", "walked"]
    known = WordVocabulary.train(tokens, affixes=2)
    assert (known.affixes.prefixes, known.affixes.suffixes) == (["w", "wa"], ["g", "ng"])
    assert known.encode_affixes(["WAG", "x", ""]) == [
        [2, 3, 4, UNK],
        [UNK, PAD, UNK, PAD],
        [PAD] * 4,
    ]
    assert WordVocabulary.train(tokens, affixes=2, lower=False).affixes.prefixes == []
    assert WordVocabulary.train(tokens).encode_affixes(["walking", "a"]) == [[], []]


def test_half_a_surrogate_pair_is_one_unknown_character() -> None:
    known = WordVocabulary.train(["a\ud83d"])
    assert known.encode(["a\udc00"]) == [2]
    assert WordVocabulary.from_json(known.to_json().encode().decode()).encode(["a\ud83d"]) == [2]


def test_without_words_everything_is_unknown() -> None:
    known = WordVocabulary.train([])
    assert (known.size, known.counts.tolist(), known.encode(["a"])) == (2, [0, 0], [UNK])
    assert known.encode_characters(["ab", ""]) == [[UNK, UNK], []]
    assert WordVocabulary.from_json(known.to_json()).encode(["a"]) == [UNK]


@given(
    tokens=st.lists(words, max_size=8),
    new=st.lists(words, max_size=3),
    lower=st.booleans(),
    affixes=st.integers(0, 3),
    normalization=st.sampled_from(["NFC", "NFD"]),
)
def test_saving_and_the_order_of_the_words_change_nothing(
    tokens: list[str], new: list[str], lower: bool, affixes: int, normalization: Any
) -> None:
    known = WordVocabulary.train(tokens, lower=lower, affixes=affixes, normalization=normalization)
    again = WordVocabulary.train(
        reversed(tokens), lower=lower, affixes=affixes, normalization=normalization
    )
    assert again.to_json() == known.to_json()
    loaded = WordVocabulary.from_json(known.to_json())
    assert loaded.to_json() == known.to_json()
    for vocabulary in (known, loaded):
        assert vocabulary.encode(tokens + new) == known.encode(tokens + new)
        assert vocabulary.encode_characters(tokens + new) == known.encode_characters(tokens + new)
        assert vocabulary.encode_affixes(tokens + new) == known.encode_affixes(tokens + new)
    assert UNK not in known.encode(tokens)
    forms = [unicodedata.normalize(normalization, word) for word in tokens]
    counted = [word.lower() if lower else word for word in forms]
    for word, id in zip(counted, known.encode(tokens), strict=True):
        assert known.counts[id] == counted.count(word)
    assert known.counts.sum() == len(tokens)


def test_a_spelling_is_of_characters_or_code_points() -> None:
    with pytest.raises(
        PantoumError, match=r"^the units of a word are 'bpe': choose one of characters, codepoints$"
    ):
        WordVocabulary.train(["a"], units="bpe")


def test_damaged_files_are_refused() -> None:
    state = json.loads(WordVocabulary.train(TOKENS, affixes=2).to_json())
    wrong = [
        {"lower": 1},
        {"normalization": "NFKC"},
        {"words": ["cat"]},
        {"words": {"cat": 0}},
        {"words": {"cat": True}},
        {"affixes": None},
        {"affixes": {"longest": 2}},
        {"affixes": {**state["affixes"], "more": 1, "longest": 1.5}},
        {"affixes": {**state["affixes"], "suffixes": [3]}},
        {"characters": {}},
    ]
    texts = [json.dumps({**state, **change}) for change in wrong]
    without = [
        json.dumps({key: value for key, value in state.items() if key != left_out})
        for left_out in state
    ]
    for text in ["", "[]", "{}", "3", "[" * 100_000, *texts, *without]:
        with pytest.raises(PantoumError, match=r"^damaged .*: copy or train the model again$"):
            WordVocabulary.from_json(text)
