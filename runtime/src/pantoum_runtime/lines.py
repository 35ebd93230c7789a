"""What is done to a text before its symbols are looked up: white space around it, words, halves of
UTF-16 pairs.
"""

from __future__ import annotations

import re

# No-break and ideographic spaces and U+2028 are characters of real texts.
ASCII_SPACE = " \t\r\n\v\f"
_WORD = re.compile(f"[^{ASCII_SPACE}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def trimmed(text: str) -> str:
    """A text without the ASCII white space around it: what every model reads."""
    return text.strip(ASCII_SPACE)


def split_words(sentence: str) -> list[str]:
    """The words of a sentence: what stands between ASCII white space."""
    return _WORD.findall(sentence)


def without_surrogates(text: str) -> str:
    """The text with U+FFFD, one unknown character, for half a UTF-16 pair, which cannot be written
    as UTF-8.
    """
    return _SURROGATE.sub("\ufffd", text)
