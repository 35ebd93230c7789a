"""Writes the tables in js/src from those of the Python runtime and of Python, so that both read
texts alike.

    python js/make_tables.py
"""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path

from pantoum_runtime import grapheme_table, normal_form_table

SOURCE = Path(__file__).parent / "src"
WRITTEN_BY = "Written by make_tables.py: do not change it by hand."


def graphemes() -> str:
    """The classes of code points, as a module."""
    entries = "".join(
        f"  {letter}:\n{_quoted(parts, '    ')},\n"
        for letter, parts in grapheme_table.RANGES.items()
    )
    return (
        "/**\n * The class of each code point for grapheme clusters, as ranges in hexadecimal.\n"
        f" * {WRITTEN_BY}\n *\n * @type {{Record<string, string>}}\n */\n"
        f"export const RANGES = {{\n{entries}}};\n"
    )


def normal_forms() -> str:
    """The code points that are too new for training, as a module."""
    return (
        "/**\n * Code points that Unicode composes, decomposes or orders, and that training does"
        f"\n * not know yet, as ranges in hexadecimal. {WRITTEN_BY}\n */\n"
        f"export const NEWER =\n{_quoted(normal_form_table.NEWER, '  ')};\n"
    )


def digits() -> str:
    """The digits that are no decimal ones, as a module; Unicode names no new ones since 6.3."""
    codes = [
        code
        for code in range(sys.maxunicode + 1)
        if chr(code).isdigit() and unicodedata.category(chr(code)) != "Nd"
    ]
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    ranges = " ".join(
        f"{start:x}-{end:x}" if end > start else f"{start:x}"
        for start, end in zip(starts, ends, strict=True)
    )
    return (
        "/**\n * Digits that are not of the general category Nd, as ranges in hexadecimal.\n"
        f" * {WRITTEN_BY}\n */\n"
        f"export const OTHER_DIGITS =\n{_quoted(ranges, '  ')};\n"
    )


TABLES: dict[str, Callable[[], str]] = {
    "grapheme_table.js": graphemes,
    "normal_form_table.js": normal_forms,
    "digit_table.js": digits,
}


def _quoted(text: str, indent: str) -> str:
    """A long string, in lines that plus signs join."""
    *lines, last = textwrap.wrap(text, 90)
    parts = [f'"{line} "' for line in lines] + [f'"{last}"']
    return " +\n".join(indent + part for part in parts)


def main() -> None:
    for name, made in TABLES.items():
        (SOURCE / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
