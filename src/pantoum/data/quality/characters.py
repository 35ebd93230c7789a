"""Characters that are not what they look like: two forms of one letter, letters of another script,
and some that nobody sees.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator

from pantoum.data.quality.finding import Finding, counted, first_places, quoted
from pantoum.data.quality.items import Item, Part

# Zero-width space, marks of direction, word joiner, byte order mark, soft hyphen. The two joiners
# U+200C and U+200D are not among them: Persian and Indic spelling needs these.
INVISIBLE = "\u200b\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad"
# Scripts with letters that look alike.
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
# Letters of the International Phonetic Alphabet that have no form of their own.
PHONETIC_GREEK = "βθχ"


def check_invisible(part: Part) -> Iterator[Finding]:
    """Texts with invisible characters."""
    known = set(INVISIBLE)
    found = [
        (item, sorted(hidden))
        for item in part.items
        if (hidden := known.intersection(f"{item.source}{item.target or ''}{item.features}"))
    ]
    if found:
        signs = sorted({sign for _, hidden in found for sign in hidden})
        names = ", ".join(f"U+{ord(one):04X} {unicodedata.name(one).lower()}" for one in signs)
        yield Finding(
            "invisible",
            "warning",
            len(found),
            f"{counted(len(found), 'example')} of {part.name} with invisible characters: {names}",
            "remove these characters: they make equal texts different",
            first_places(item.place for item, _ in found),
        )


def check_normal_forms(part: Part) -> Iterator[Finding]:
    """Texts of which some write letters with accents as one character (NFC) and others as several
    (NFD).
    """
    decomposed: list[Item] = []
    composed: list[Item] = []
    for item in part.items:
        text = f"{item.source} {item.target or ''}"
        if text.isascii():
            continue
        if not unicodedata.is_normalized("NFC", text):
            decomposed.append(item)
        elif not unicodedata.is_normalized("NFD", text):
            composed.append(item)
    if decomposed and composed:
        fewer = min(decomposed, composed, key=len)
        yield Finding(
            "normal_forms",
            "note",
            len(fewer),
            f"letters with accents are one character (NFC) in "
            f"{counted(len(composed), 'example')} of {part.name} and several (NFD) in "
            f"{len(decomposed):,}",
            "write them all in NFC; pantoum reads them so unless data.normalization is none",
            first_places(item.place for item in fewer),
        )


def check_scripts(part: Part) -> Iterator[Finding]:
    """Words with letters of Latin, Cyrillic or Greek in one: most are a typing mistake that looks
    right.
    """
    found = [
        (item, word)
        for item in part.items
        for word in _mixed_words(f"{item.source} {item.target or ''}")
    ]
    if found:
        word = found[0][1]
        letters = [one for one in word if _script(one)]
        scripts = [_script(one) for one in letters]
        rarest = min(set(scripts), key=lambda script: (scripts.count(script), script))
        letter = letters[scripts.index(rarest)]
        yield Finding(
            "scripts",
            "warning",
            len(found),
            f"{counted(len(found), 'word')} of {part.name} with letters of several scripts, such "
            f"as {quoted(word)}, where {letter} is {unicodedata.name(letter).lower()}",
            "write each word in one script",
            first_places(item.place for item, _ in found),
        )


def _mixed_words(text: str) -> list[str]:
    if text.isascii():
        return []
    return [word for word in text.split() if len(_scripts(word)) > 1]


def _scripts(word: str) -> set[str]:
    found = {script for one in word if (script := _script(one))}
    # Transcriptions are Latin, with these few.
    if found == {"LATIN", "GREEK"}:
        greek = {one for one in word if _script(one) == "GREEK"}
        return {"LATIN"} if greek <= set(PHONETIC_GREEK) else found
    return found


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """The script of a letter, if it is one of those with letters that look alike."""
    if not character.isalpha():
        return ""
    first = unicodedata.name(character, "").partition(" ")[0]
    return first if first in SCRIPTS else ""
