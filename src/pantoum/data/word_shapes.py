"""The shape of a word, whatever its letters are: lower case, a title, a number."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise


def word_shape(word: str) -> int:
    """The shape class of a word: the index in `WORD_SHAPES` of the first description that fits."""
    # A letter's marks say nothing of its case, and must not part it from its neighbour.
    signs = "".join(sign for sign in word if not unicodedata.combining(sign))
    return next(place for place, fits in enumerate(WORD_SHAPES.values()) if fits(signs))


def _is_upper(sign: str) -> bool:
    return sign != sign.lower()


def _is_lower(sign: str) -> bool:
    return sign != sign.upper() and not _is_upper(sign)


def _cased(word: str) -> list[str]:
    return [sign for sign in word if sign.isalpha() and (_is_upper(sign) or _is_lower(sign))]


def _has_letters(word: str) -> bool:
    return any(sign.isalpha() for sign in word)


def _has_digits(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _is_all_upper(word: str) -> bool:
    return len(_cased(word)) > 1 and all(map(_is_upper, _cased(word)))


def _is_title(word: str) -> bool:
    """Whether the first letter is upper case, and others only where a part begins: O'Neil, New
    York.
    """
    inside = [sign for before, sign in pairwise(word) if before.isalpha()]
    return _is_upper(_cased(word)[0]) and not any(map(_is_upper, inside))


# A single capital is a title, as "A" at the beginning of a sentence is.
WORD_SHAPES: dict[str, Callable[[str], bool]] = {
    "digits and letters": lambda word: _has_digits(word) and _has_letters(word),
    "digits": _has_digits,
    "no letters": lambda word: not _has_letters(word),
    "letters without case": lambda word: not _cased(word),
    "lower": lambda word: all(map(_is_lower, _cased(word))),
    "upper": _is_all_upper,
    "title": _is_title,
    "mixed": lambda word: True,
}
