"""What Unicode calls a character: its script, and a name to stand for it where no font can draw
it."""

from __future__ import annotations

import re
import unicodedata

# A Unicode name says the script, then the kind of character, then the letter: DEVANAGARI VOWEL SIGN
# AA.
_KIND = (
    "LETTER|CHARACTER|SYLLABLE|SYLLABICS|IDEOGRAPH|HIEROGLYPH|VOWEL|CONSONANT|SIGN|DIGIT|NUMBER|MARK|TONE"
    "|INDEPENDENT|DEPENDENT|SUBJOINED|MODIFIER|CHOSEONG|JUNGSEONG|JONGSEONG|RADICAL|LIGATURE"
)
_KINDS = rf"(?: (?:{_KIND}))+"
_NAME = re.compile(rf"(?P<script>.+?)(?: CAPITAL| SMALL)?{_KINDS}[ -](?P<letter>.+)")
# Or the kind comes last: DEVANAGARI ABBREVIATION SIGN.
_NAME_AND_KIND = re.compile(rf"\S+ (?P<letter>.+?){_KINDS}")


def script(character: str) -> str:
    """The script of a character in words, such as "Devanagari"; "symbols" for a character of
    none."""
    name = _NAME.fullmatch(unicodedata.name(character, ""))
    if name is None:
        return "symbols"
    return "Chinese characters" if name["script"].startswith("CJK") else name["script"].title()


def spelled(character: str) -> str:
    """A short Latin name of a character: "pa" for DEVANAGARI LETTER PA; "U+4E2D" if the name is a
    number.
    """
    whole = unicodedata.name(character, "")
    if not whole or whole.startswith("CJK"):
        return f"U+{ord(character):04X}"
    name = _NAME.fullmatch(whole) or _NAME_AND_KIND.fullmatch(whole)
    return (name["letter"] if name else whole).lower()


def is_east_asian(character: str) -> bool:
    """Whether fonts for Chinese, Japanese and Korean are the place to look for this character."""
    wide = (
        unicodedata.east_asian_width(character) in ("W", "F")
        and unicodedata.category(character) != "So"
    )
    return wide or script(character) == "Hangul"
