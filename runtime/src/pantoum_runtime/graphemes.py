"""Text to extended grapheme clusters: what a reader takes for one character."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from pantoum_runtime.grapheme_table import RANGES

OTHER = "O"
# What makes its class known beside the table: line ends, the joiner and the syllables of Hangul,
# one in 28 of which has no trailing consonant.
_ENDS = {0x0D: "R", 0x0A: "F"}
_JOINER = {0x200D: "Z"}
_FIRST_SYLLABLE = 0xAC00
_LAST_SYLLABLE = 0xD7A3
_TRAILING = 28
# A text of all code points there are must not fill the memory.
_MOST_KEPT = 20_000

# The clusters of Unicode annex 29, table 1c, over letters for the classes of the code points:
# R F CR and LF, C Control, E Extend, G Regional_Indicator, H and I syllables of Hangul without and
# with a trailing consonant, L T V its parts, P Prepend, S SpacingMark, X Extended_Pictographic,
# Z ZWJ, O any other. Rule GB9c, of consonants that a virama joins, is left out, as the `tokenizers`
# library does.
_CLUSTER = re.compile(r"RF|[RFC]|P*(?:GG|L*(?:V+|HV*|I)T*|L+|T+|X(?:E*ZX)*|[^RFC])[EZS]*")


def graphemes(text: str) -> list[str]:
    """The extended grapheme clusters of a text, in their order; together they are the text.

    They are those that `\\X` of the `tokenizers` library finds, with which models are trained.
    """
    if text.isascii() and "\r" not in text:
        return list(text)
    classes = text.translate(_classes())
    if classes.count(OTHER) == len(text):
        return list(text)
    return [text[one.start() : one.end()] for one in _CLUSTER.finditer(classes)]


class _Classes(dict[int, str]):
    """The letter of each code point's class, looked up when it first comes."""

    def __init__(self) -> None:
        super().__init__(_ENDS | _JOINER)
        ranges = sorted(
            (*map(_code, (part.split("-") * 2)[:2]), letter)
            for letter, parts in RANGES.items()
            for part in parts.split()
        )
        self._starts = [first for first, _, _ in ranges]
        self._ranges = ranges

    def __missing__(self, code: int) -> str:
        letter = self._find(code)
        if len(self) < _MOST_KEPT:
            self[code] = letter
        return letter

    def _find(self, code: int) -> str:
        if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
            return "I" if (code - _FIRST_SYLLABLE) % _TRAILING else "H"
        place = bisect_right(self._starts, code) - 1
        if place < 0:
            return OTHER
        _, last, letter = self._ranges[place]
        return letter if code <= last else OTHER


def _code(number: str) -> int:
    return int(number, 16)


@cache
def _classes() -> _Classes:
    return _Classes()
