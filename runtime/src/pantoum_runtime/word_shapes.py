"""The shape of a word, whatever its letters are: lower case, a title, a number."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

SHAPES = (
    "digits and letters",
    "digits",
    "no letters",
    "letters without case",
    "lower",
    "upper",
    "title",
    "mixed",
)


def word_shape(word: str) -> int:
    """The index in `SHAPES` of a word's shape."""
    # A letter's marks say nothing of its case, and must not part it from its neighbour.
    signs = "".join(sign for sign in word if not unicodedata.combining(sign))
    return SHAPES.index(_name(signs))


def _name(signs: str) -> str:
    has_letters = any(map(str.isalpha, signs))
    if any(map(str.isdigit, signs)):
        return "digits and letters" if has_letters else "digits"
    if not has_letters:
        return "no letters"
    upper = [_is_upper(sign) for sign in signs if _has_case(sign)]
    if not upper:
        return "letters without case"
    if not any(upper):
        return "lower"
    if len(upper) > 1 and all(upper):
        return "upper"
    inside = (sign for before, sign in pairwise(signs) if before.isalpha())
    return "title" if upper[0] and not any(map(_is_upper, inside)) else "mixed"


def _is_upper(sign: str) -> bool:
    return sign != sign.lower()


def _has_case(sign: str) -> bool:
    return sign.isalpha() and (_is_upper(sign) or sign != sign.upper())
