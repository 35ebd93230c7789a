"""Texts as the symbols that are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import normalize, split_symbols


@given(st.text(), st.sampled_from(["NFC", "NFD", "none"]))
def test_characters_lose_nothing(text, normalization):
    assert "".join(split_symbols(text, "characters", normalization)) == normalize(
        text, normalization
    )


@pytest.mark.parametrize("units", ["symbols", "words", "bpe"])
def test_other_units_are_split_at_white_space(units):
    assert split_symbols(" t͡ʃ\ta  b ", units) == ["t͡ʃ", "a", "b"]


def test_marks_and_jamo_stay_with_their_letter():
    assert split_symbols("ñé한", "characters", "NFD") == [
        "n\u0303",
        "e\u0301",
        "\u1112\u1161\u11ab",
    ]
    assert split_symbols("k͡p ʰ", "characters") == ["k͡", "p", " ", "ʰ"]


def test_none_leaves_the_text_as_it_is():
    assert normalize("e\u0301", "none") == "e\u0301"
    assert normalize("e\u0301") == unicodedata.normalize("NFC", "e\u0301")
