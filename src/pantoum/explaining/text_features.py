"""What can be said of each symbol of a text: where it stands, what it is, what it stands in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from pantoum.explaining.vowels import is_vowel

# Quotation marks by what closes each. The apostrophe is none, for it stands inside of words.
QUOTES = {
    '"': '"',
    "“": "”",
    "«": "»",
    "„": "“”",
    "‹": "›",
    "「": "」",
    "『": "』",
}
ALL_QUOTES = frozenset("".join([*QUOTES, *QUOTES.values()]))


class TextFeature(NamedTuple):
    """A number for each symbol of a text.

    name: its key; title: the same in words; definition: what it is; of: from the symbols of a text
    to a number for each, and whether each symbol is a word.
    """

    name: str
    title: str
    definition: str
    of: Callable[[Sequence[str], bool], Sequence[float]]


def text_features(
    symbols: Sequence[str], whole_words: bool
) -> Float[np.ndarray, "symbols features"]:
    """The features of `FEATURES` of each symbol of a text."""
    columns = [feature.of(symbols, whole_words) for feature in FEATURES]
    return np.array(columns, dtype=np.float64).T.reshape(len(symbols), len(FEATURES))


def _position(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(place) for place in range(len(symbols))]


def _from_end(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(place) for place in range(len(symbols) - 1, -1, -1)]


def _share(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [place / max(len(symbols) - 1, 1) for place in range(len(symbols))]


def _vowel(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(is_vowel(_letter(symbol))) if symbol else 0.0 for symbol in symbols]


def _upper_case(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(_letter(symbol).isupper()) for symbol in symbols]


def _digit(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(any(one.isdecimal() for one in symbol)) for symbol in symbols]


def _punctuation(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(_is_punctuation(symbol.strip())) for symbol in symbols]


def _word_start(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    return [float(length == 1) for length in _lengths_so_far(symbols, whole_words)]


def _word_length(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    if whole_words:
        return [float(len(symbol)) for symbol in symbols]
    return _lengths_so_far(symbols, whole_words)


def _in_quotes(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    found = []
    closing = ""
    for symbol in symbols:
        inside = False
        for one in symbol:
            if closing and one in closing:
                closing = ""
            elif not closing:
                closing = QUOTES.get(one, "")
            inside = inside or bool(closing)
        found.append(float(inside or bool(closing)))
    return found


def _in_brackets(symbols: Sequence[str], whole_words: bool) -> Sequence[float]:
    found = []
    depth = 0
    for symbol in symbols:
        deepest = depth if not symbol else 0
        for one in symbol:
            kind = "" if one in ALL_QUOTES else unicodedata.category(one)
            depth = max(0, depth + (kind == "Ps") - (kind == "Pe"))
            deepest = max(deepest, depth)
        found.append(float(deepest > 0))
    return found


def _lengths_so_far(symbols: Sequence[str], whole_words: bool) -> list[float]:
    """How many symbols the word at each place has up to there: 0 for white space."""
    found: list[float] = []
    length = 0
    for symbol in symbols:
        if whole_words or symbol[:1].isspace():
            length = 0
        length = 0 if symbol.isspace() else length + 1
        found.append(float(length))
        if symbol[-1:].isspace():
            length = 0
    return found


def _letter(symbol: str) -> str:
    """The first letter of a symbol, or its first character if it has none. Signs such as ˈ and ʰ
    are no letters here.
    """
    letters = (one for one in symbol if unicodedata.category(one) in ("Ll", "Lu", "Lt", "Lo"))
    return next(letters, symbol[:1])


def _is_punctuation(symbol: str) -> bool:
    return bool(symbol) and all(unicodedata.category(one)[0] == "P" for one in symbol)


FEATURES = (
    TextFeature(
        "position", "position from the start", "How many symbols stand before this one.", _position
    ),
    TextFeature(
        "from_end", "position from the end", "How many symbols stand behind this one.", _from_end
    ),
    TextFeature(
        "share",
        "share of the text",
        "The position as a share of the last one's: 0 for the first symbol, 1 for the last.",
        _share,
    ),
    TextFeature(
        "vowel",
        "vowel",
        "Whether the first letter of the symbol is a vowel: the letters aeiouy with any marks, the "
        "vowels of IPA, of Greek, Cyrillic, Armenian and Georgian, signs and letters for vowels of "
        "the scripts of India, jamo, kana, the points of Arabic and Hebrew, alif.",
        _vowel,
    ),
    TextFeature(
        "upper_case",
        "upper case",
        "Whether the first letter of the symbol is in upper case.",
        _upper_case,
    ),
    TextFeature("digit", "digit", "Whether the symbol has a decimal digit.", _digit),
    TextFeature(
        "punctuation", "punctuation", "Whether the symbol is nothing but punctuation.", _punctuation
    ),
    TextFeature(
        "word_start",
        "first symbol of a word",
        "Whether the symbol is the first of the text, or the first behind white space.",
        _word_start,
    ),
    TextFeature(
        "in_quotes",
        "inside quotation marks",
        "Whether a quotation is open once the symbol is read: the opening mark is inside, the "
        "closing one is not. Apostrophes open none.",
        _in_quotes,
    ),
    TextFeature(
        "in_brackets",
        "inside brackets",
        "Whether a bracket is open once the symbol is read: the opening one is inside, the closing "
        "one is not.",
        _in_brackets,
    ),
    TextFeature(
        "word_length",
        "length of the word so far",
        "How many symbols the word has up to this one, which counts; 0 for white space. Where "
        "symbols are words, the characters of this one.",
        _word_length,
    ),
)
