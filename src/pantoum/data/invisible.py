"""Characters that nobody sees in a file, but a model learns like any other."""

from __future__ import annotations

import re
import unicodedata

from pantoum.data.lines import BOM, Text

# Soft hyphen, zero width space, marks of direction, word joiner, byte order mark. The joiners
# U+200C and U+200D are spelling in many scripts.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# So many kinds are named.
MOST_NAMED = 3


def invisible_notes(text: Text, *, marks_removed: bool) -> list[str]:
    """A line on byte order marks inside a text, as joined files have them, and one on other
    characters that are invisible: which, how many, and the first line of each.

    Args:
        marks_removed: whether a byte order mark at the start of a line is no part of it.
    """
    if _INVISIBLE.search(text.content) is None:
        return []
    marks = []
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.content.split("\n"), start=1):
        body = line
        if marks_removed and line.startswith(BOM):
            marks.append(number)
            body = line.removeprefix(BOM)
        for character in _INVISIBLE.findall(body):
            found.setdefault(character, []).append(number)
    notes = []
    if marks:
        several = f"{len(marks):,} lines, the first line {marks[0]},"
        where = several if len(marks) > 1 else f"line {marks[0]}"
        notes.append(f"the byte order mark at the start of {where} is not read")
    if found:
        notes.append(f"invisible characters: {_named(found)}")
    return notes


def _named(found: dict[str, list[int]]) -> str:
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    named = [
        f"{len(lines):,} of U+{ord(character):04X} ({unicodedata.name(character).lower()}), the "
        f"first in line {lines[0]}"
        for character, lines in ranked[:MOST_NAMED]
    ]
    return "; ".join([*named, *["..."] * (len(ranked) > MOST_NAMED)])
