"""Beginnings and endings as ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data.affixes import AffixVocabulary
from pantoum.symbols import PAD, UNK

WORDS = ["walking", "talking", "walked", "a", "king"]


def test_affixes_of_two_words_are_known_the_most_frequent_first() -> None:
    known = AffixVocabulary.train(WORDS, 3)
    # w, wa, wal in two words; the suffixes g, ng, ing in three.
    assert known.prefixes == ["w", "wa", "wal"]
    assert known.suffixes == ["g", "ing", "ng"]
    assert known.size == 2 + 6
    assert known.encode("wax") == [2, 3, UNK, UNK, UNK, UNK]
    assert known.encode("going") == [UNK, UNK, UNK, 5, 7, 6]
    assert known.encode("g") == [UNK, PAD, PAD, 5, PAD, PAD]
    assert known.encode("") == [PAD] * 6


def test_a_character_may_be_several_code_points() -> None:
    known = AffixVocabulary.train([["ते", "a"], ["ते", "b"]], 1)
    assert known.prefixes == ["ते"]
    assert known.encode(["ते"]) == [2, UNK]


def test_none_are_read_where_none_are_wanted() -> None:
    none = AffixVocabulary.train(WORDS, 0)
    assert (none.size, none.encode("walking")) == (2, [])


@given(
    st.lists(st.text("ab", max_size=5), unique=True, max_size=8),
    st.integers(0, 4),
    st.text("abc", max_size=5),
)
def test_ids_are_those_of_counting(words: list[str], longest: int, word: str) -> None:
    known = AffixVocabulary.train(words, longest)
    sizes = range(1, longest + 1)
    names = [None, None, *known.prefixes, *known.suffixes]
    ids = known.encode(word)
    expected = [(word[:size] if size <= len(word) else None) for size in sizes]
    expected += [(word[len(word) - size :] if size <= len(word) else None) for size in sizes]
    for place, (id, text) in enumerate(zip(ids, expected, strict=True)):
        cut = str.startswith if place < longest else str.endswith
        if text is None:
            assert id == PAD
        elif sum(cut(other, text) for other in words) >= 2:
            assert names[id] == text
            assert (id < 2 + len(known.prefixes)) == (place < longest)
        else:
            assert id == UNK
    again = AffixVocabulary.from_state(known.state())
    assert again.encode(word) == ids
    assert again.state() == known.state()


@pytest.mark.parametrize(
    "wrong",
    [
        {"longest": -1},
        {"longest": 1_001},
        {"longest": "2"},
        {"prefixes": "a"},
        {"suffixes": [1]},
        None,
    ],
)
def test_other_values_are_refused(wrong: dict[str, object] | None) -> None:
    state = {"longest": 1, "prefixes": [], "suffixes": []}
    with pytest.raises((ValueError, TypeError)):
        AffixVocabulary.from_state(None if wrong is None else state | wrong)
    with pytest.raises(KeyError):
        AffixVocabulary.from_state({"longest": 1, "prefixes": []})
