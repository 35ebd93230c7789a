"""Writes js/src/grapheme_table.js and js/src/normal_form_table.js from the tables of the Python
runtime, so that both read texts alike.

    python js/make_tables.py
"""

from __future__ import annotations

import textwrap
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


TABLES: dict[str, Callable[[], str]] = {
    "grapheme_table.js": graphemes,
    "normal_form_table.js": normal_forms,
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
