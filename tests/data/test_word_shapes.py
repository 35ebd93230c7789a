"""What words look like."""

import unicodedata

import pytest

from pantoum.data import WORD_SHAPES
from pantoum.data.word_shapes import word_shape

WORDS = {
    "digits and letters": ["B2B", "1990s", "3rd", "٣km"],
    "digits": ["1990", "3.14", "50%", "10 000", "१२", "²"],
    "no letters": ["", ".", "--", "...", "\U0001f600", " "],
    "letters without case": ["漢字", "हिन्दी", "שלום", "ª"],
    "lower": ["a", "it's", "well-known", "ß", "élan", "e-mail", "www.pantoum.org"],
    "upper": ["NATO", "U.S.", "ÉU", "AT&T"],
    "title": ["A", "I", "Paris", "Élan", "O'Neil", "New York", "It's", "Jean-pierre", "Ǆ", "'Tis"],
    "mixed": ["iPhone", "McDonald", "PhD", "d'Artagnan", "HOPEFULly"],
}


def test_every_class_is_shown() -> None:
    assert list(WORDS) == list(WORD_SHAPES)


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in WORDS.items() for word in words]
)
def test_the_class_of_a_word(name: str, word: str) -> None:
    assert list(WORD_SHAPES)[word_shape(word)] == name


@pytest.mark.parametrize("word", ["Élan", "ÉU", "éÉ", "Ökonom", "ÄÖÜ", "crêpe", "ǼŻ"])
def test_marks_that_are_apart_change_nothing(word: str) -> None:
    assert word_shape(unicodedata.normalize("NFD", word)) == word_shape(
        unicodedata.normalize("NFC", word)
    )
