"""Units as numbers: the same units as the library cuts, text by text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiers import examples

from pantoum.data import Tokenizer
from pantoum.data.indexing.finish import table_of
from pantoum.data.indexing.numbering import FIRST, numbering
from pantoum.data.units import count_units, normalizer_of, pre_tokenizer_of
from pantoum.symbols import EOS

# Letters with and without marks, Hangul whole and in parts, signs that join into one, spaces that
# Python and the library do not agree on, ends of lines.
LETTERS = (
    "ab éüßñ\u0301\u0327\u0323 각가한\u1100\u1112\u1161\u11ab\u11a8 👩👧👨\u200d🏽🇩🇪🇫 नमस्तेक्षि"
    "\u09c7\u09be ไทยำ \ufe0f\u200c\u200b\u2060 \x1c\x1f\x85\u00a0\u2028\u3000 \r\n\t ＡｶﾞﬁΩ½中文 "
    "\u0d4e\u0d15\u0600\u0661 \U0001d15e\u0344 ᅟ"
)
COMBINATIONS = [
    (units, normalization)
    for units in ("characters", "codepoints", "symbols", "words")
    for normalization in ("NFC", "NFD", "none")
]
texts_of_scripts = st.lists(
    st.one_of(
        st.text(st.sampled_from(LETTERS), max_size=10),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    ),
    max_size=12,
)


def cut_by_library(text, units, normalization):
    normalizer = normalizer_of(units, normalization)
    normal = normalizer.normalize_str(text) if normalizer is not None else text
    return [piece for piece, _ in pre_tokenizer_of(units).pre_tokenize_str(normal)]


def units_of(numbered, pieces):
    """The units of each numbered text; each ends with EOS."""
    values = numbered.values.tolist()
    found = []
    for length in numbered.lengths.tolist():
        row, values = values[:length], values[length:]
        assert row[-1] == EOS
        found.append([pieces[number - FIRST] for number in row[:-1]])
    assert not values
    return found


@pytest.mark.parametrize(("units", "normalization"), COMBINATIONS)
@examples(60, 500)
@given(st.lists(texts_of_scripts, min_size=1, max_size=3))
def test_the_units_are_those_of_the_library(units, normalization, blocks):
    numbers = numbering(units, normalization)
    for texts in blocks:  # a later block meets known units, and new ones
        found = units_of(numbers.encode(texts), numbers.pieces)
        assert found == [cut_by_library(text, units, normalization) for text in texts]
    assert len(set(numbers.pieces)) == len(numbers.pieces)


def test_units_that_have_numbers_keep_them():
    first = numbering("characters", "NFC")
    first.encode(["abc", "e\u0301"])
    again = numbering("characters", "NFC", first.pieces)
    assert again.encode(["cab"]).values.tolist() == first.encode(["cab"]).values.tolist()
    assert again.pieces == first.pieces


def test_counts_make_the_vocabulary_that_texts_make():
    texts = ["the cat", "the dog", "a cat", "the é", "e\u0301"]
    counts = count_units(texts, "words")
    for min_count, size in ((1, 32_000), (2, 32_000), (1, 6)):
        learned = Tokenizer.train(texts, "words", size=size, min_count=min_count)
        counted = Tokenizer.of_counts(counts, "words", "NFC", size, min_count)
        assert counted.to_json() == learned.to_json()
        numbers = numbering("words", "NFC")
        table = table_of(numbers.pieces, counted)
        values = numbers.encode(texts).values
        table = table_of(numbers.pieces, counted)
        ids = [id for ids in counted.encode_all(texts) for id in (*ids, EOS)]
        assert table[values].tolist() == ids
