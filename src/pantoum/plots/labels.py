"""Symbols as readable labels: what is written for them, and a name where no font can draw them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from pantoum.plots.fonts import fonts_for

LONGEST = 24
LONGEST_SPELLED = 14
_DOTTED_CIRCLE = "◌"

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


class Label(NamedTuple):
    """What is written for one symbol, the font families for it, and its characters that no font
    has.
    """

    text: str
    families: tuple[str, ...]
    missing: str


def label(symbol: str) -> Label:
    """How one symbol is written beside its row or column.

    White space is shown as ␣, a combining mark without a letter on a dotted circle, and a long
    symbol is cut. Characters that no font has are spelled by their Unicode names, joined by +:
    "sa+aa" for सा.
    """
    text = _visible(symbol)
    fonts = fonts_for(text)
    longest = LONGEST_SPELLED if fonts.missing else LONGEST
    if fonts.missing:
        text = _spell(text.removeprefix(_DOTTED_CIRCLE), fonts.missing)
    return Label(
        text if len(text) <= longest else text[: longest - 1] + "…", fonts.families, fonts.missing
    )


def missing_fonts(symbols: Iterable[str]) -> str | None:
    """One line: which scripts no font on this machine shows and what to install; None if all are
    shown.
    """
    missing = sorted({character for symbol in symbols for character in label(symbol).missing})
    if not missing:
        return None
    scripts: dict[str, list[str]] = {}
    for character in missing:
        scripts.setdefault(script(character), []).append(character)
    examples = ", ".join(f"{name} ({' '.join(scripts[name][:3])})" for name in sorted(scripts))
    packages = sorted(
        {"fonts-noto-cjk" if is_east_asian(one) else "fonts-noto-core" for one in missing}
    )
    return (
        f"no font on this machine shows {examples}: the letters are spelled by name; "
        f"install {' and '.join(packages)}, or other fonts that have them"
    )


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
    """Whether fonts for Chinese, Japanese and Korean are the ones that may have this character."""
    wide = (
        unicodedata.east_asian_width(character) in ("W", "F")
        and unicodedata.category(character) != "So"
    )
    return wide or script(character) == "Hangul"


def _visible(symbol: str) -> str:
    kept = "".join(
        "␣" if one.isspace() else one for one in symbol if one.isspace() or not _has_no_shape(one)
    )
    if not kept:
        return "+".join(spelled(one) for one in symbol)
    is_mark = unicodedata.category(kept[0]).startswith("M")
    return _DOTTED_CIRCLE + kept if is_mark else kept


def _spell(text: str, missing: str) -> str:
    pieces: list[str] = []
    for absent, run in groupby(text, missing.__contains__):
        characters = "".join(run)
        pieces += [spelled(one) for one in characters] if absent else [characters]
    return "+".join(pieces)


def _has_no_shape(character: str) -> bool:
    # Control and format characters (joiners, directions) and variation selectors.
    return unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"
