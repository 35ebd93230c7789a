"""Features of symbols, beside what a reader says of these texts."""

from __future__ import annotations

import numpy as np
import pytest

from pantoum.explaining.text_features import FEATURES, text_features
from pantoum.explaining.vowels import is_vowel

NAMES = [one.name for one in FEATURES]


def of(name: str, symbols: list[str] | str, whole_words: bool = False) -> list[float]:
    return text_features(list(symbols), whole_words)[:, NAMES.index(name)].tolist()


def shown(name: str, text: str) -> str:
    """Where a feature is 1."""
    return "".join("^" if one else "." for one in of(name, text))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("vowel", "Hello, Ÿ é", ".^..^..^.^"),
        ("upper_case", "aBÇ d", ".^^.."),
        ("digit", "a1२ ½", ".^^.."),
        ("punctuation", "a, b! «", ".^..^.^"),
        ("word_start", "no go  on", "^..^...^."),
        ("in_quotes", 'a "b c" d', "..^^^^..."),
        ("in_quotes", "l'a «b» “c” „d“", "....^^..^^..^^."),
        ("in_quotes", 'a "b', "..^^"),
        ("in_brackets", "a (b [c] d) e", "..^^^^^^^^..."),
        ("in_brackets", "„a“ ) (", "......^"),
    ],
)
def test_features_of_characters(name: str, text: str, expected: str) -> None:
    assert shown(name, text) == expected


def test_places() -> None:
    assert of("position", "abc") == [0, 1, 2]
    assert of("from_end", "abc") == [2, 1, 0]
    assert of("share", "abc") == [0, 0.5, 1]
    assert of("share", "a") == [0]
    assert of("word_length", "ab  cde f") == [1, 2, 0, 0, 1, 2, 3, 0, 1]


def test_pieces_that_begin_with_a_space() -> None:
    pieces = [" the", " c", "at", " (", "x) "]
    assert of("word_start", pieces) == [1, 1, 0, 1, 0]
    assert of("word_length", pieces) == [1, 1, 2, 1, 2]
    assert of("in_brackets", pieces) == [0, 0, 0, 1, 1]


def test_words() -> None:
    words = ["The", "“", "Ape", "”", "1st"]
    assert of("word_length", words, whole_words=True) == [3, 1, 3, 1, 3]
    assert of("word_start", words, whole_words=True) == [1] * 5
    assert of("upper_case", words, whole_words=True) == [1, 0, 1, 0, 0]
    assert of("vowel", words, whole_words=True) == [0, 0, 1, 0, 0]
    assert of("in_quotes", words, whole_words=True) == [0, 1, 1, 0, 0]
    assert of("digit", words, whole_words=True) == [0, 0, 0, 0, 1]


def test_an_empty_text() -> None:
    assert text_features([], False).shape == (0, len(FEATURES))
    assert np.isfinite(text_features(["", "a"], False)).all()


@pytest.mark.parametrize(
    "vowels", ["aÉÿœ", "ɑəʊɨ", "αΆω", "яёі", "աե", "აუ", "अईाौ", "আি", "ᅡㅏ", "あオ", "اَِ", "ะา", "ָ"]
)
def test_vowels(vowels: str) -> None:
    assert [one for one in vowels if not is_vowel(one)] == []


@pytest.mark.parametrize(
    "others",
    ["bçŁß", "ʁŋʃˈ", "βς", "жьй"[:2], "բ", "ბ", "कंम", "한ㄱᄀ", "かん", "بوي", "ก", "אב", "1 .中"],
)
def test_what_is_no_vowel(others: str) -> None:
    assert [one for one in others if is_vowel(one)] == []


def test_the_first_letter_counts() -> None:
    assert of("vowel", ["ˈa", "ɑ̃", "t͡ʃ", "aː", "ʰo", "का", "ा"]) == [1, 1, 0, 1, 1, 0, 1]
