"""Vocabularies that are extended by further data: what was known keeps its id."""

from __future__ import annotations

import pytest

from pantoum.config import UnitName
from pantoum.data import FeatureTokenizer, LabelVocabulary, SourceTokenizer, Tokenizer
from pantoum.data.word_vocabulary import WordVocabulary
from pantoum.symbols import SPECIAL_SYMBOLS, UNK

FIRST = len(SPECIAL_SYMBOLS)


def test_symbols_come_behind_by_count_then_by_code_point() -> None:
    old = Tokenizer.train(["bba"], "characters")
    new = old.extended(["xyya", "éz", "z"])
    assert [new.token(id) for id in range(FIRST, new.size)] == ["b", "a", "y", "z", "x", "é"]
    assert new.encode("ab") == old.encode("ab")
    assert Tokenizer.from_json(new.to_json()).encode("aéz") == new.encode("aéz")


@pytest.mark.parametrize("units", ["characters", "codepoints", "symbols", "words"])
def test_text_that_is_known_changes_nothing(units: UnitName) -> None:
    old = Tokenizer.train(["a b ç"], units)
    assert old.extended(["ç b"]).to_json() == old.to_json()


def test_extended_text_is_cut_and_normalised_as_before() -> None:
    old = Tokenizer.train(["한"], "codepoints", "NFD")
    new = old.extended(["한글"])
    assert new.decode(new.encode("한글")) == "\u1112\u1161\u11ab\u1100\u1173\u11af"


def test_byte_pairs_stay_as_they_are() -> None:
    old = Tokenizer.train(["low lower"], "bpe", size=300)
    assert old.extended(["newest widest"] * 9) is old


def test_words_come_within_the_limits_of_size_and_count() -> None:
    old = Tokenizer.train(["a b"], "words")
    texts = ["x y y z z z"]
    assert old.extended(texts, min_count=2).size == old.size + 2
    new = old.extended(texts, size=old.size + 1)
    assert [new.token(id) for id in range(old.size, new.size)] == ["z"]
    assert old.extended(texts, size=FIRST + 1).size == old.size


def test_features_come_behind_and_move_with_the_text() -> None:
    features = FeatureTokenizer.train(["V;PST", "V;PRS"])
    old = SourceTokenizer(Tokenizer.train(["ab"], "characters"), features)
    new = SourceTokenizer(old.text.extended(["abcc"]), features.extended(["N;PL", "N;PST"]))
    moved = old.moved_to(new)
    assert moved == [*range(FIRST + 2), FIRST + 3, FIRST + 4, FIRST + 5]
    assert [moved[id] for id in old.encode("ba", "PST;V")] == new.encode("ba", "PST;V")
    assert new.encode("", "N;PL")[:-1] == [new.size - 2, new.size - 1]
    assert old.encode("c", "N")[:2] == [UNK, UNK]


def test_labels_come_behind() -> None:
    old = LabelVocabulary.train([["N", "V", "N"]])
    assert old.extended([["X", "Y"], ["N", "Y"]]).labels == ["N", "V", "Y", "X"]


def test_words_characters_and_affixes_come_behind() -> None:
    old = WordVocabulary.train(["Ada", "ada", "odd"], affixes=1)
    new = old.extended(["ada", "bib", "boa", "New", "now"], min_count=1)
    assert new.encode(["Ada", "odd", "bib", "boa", "New", "now"]) == [2, 3, 4, 5, 6, 7]
    assert new.counts.tolist() == [0, 0, 3, 1, 1, 1, 1, 1]
    assert new.encode_characters(["Ado"]) == old.encode_characters(["Ado"])
    assert new.characters.size > old.characters.size
    assert old.encode_affixes(["ada"]) == [[UNK, UNK]]
    assert (new.affixes.prefixes, new.affixes.suffixes) == (["b", "n"], ["a", "w"])
    assert WordVocabulary.from_json(new.to_json()).encode(["now"]) == [7]


def test_suffixes_move_behind_further_prefixes() -> None:
    old = WordVocabulary.train(["as", "is", "it", "at"], affixes=1)
    new = old.extended(["bone", "bane"])
    moved = old.affixes.moved_to(new.affixes)
    (before,) = old.encode_affixes(["is"])
    (after,) = new.encode_affixes(["is"])
    assert [moved[id] for id in before] == after != before


def test_new_words_come_within_the_limits_of_size_and_count() -> None:
    old = WordVocabulary.train(["a", "b"])
    words = ["x", "y", "y", "b"]
    assert old.extended(words, min_count=2).encode(["b", "x", "y"]) == [3, UNK, 4]
    assert old.extended(words, size=5).encode(["b", "x", "y"]) == [3, UNK, 4]
    assert old.extended(words, size=2).size == old.size
