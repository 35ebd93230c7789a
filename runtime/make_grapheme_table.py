"""Writes runtime/src/pantoum_runtime/grapheme_table.py: the class of each code point for grapheme
clusters.

    python runtime/make_grapheme_table.py

A model learned its symbols from the clusters that `\\X` of the `tokenizers` library cuts, so the
table is read off that library, of the version that constraints.txt pins: each code point stands
beside code points whose class is known (Unicode annex 29, table 2), and what the library leaves
uncut tells its class. The Unicode database is not asked, for the library may hold another version.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import tokenizers
from tokenizers import pre_tokenizers

TABLE = Path(__file__).parent / "src" / "pantoum_runtime" / "grapheme_table.py"
CLUSTERS = pre_tokenizers.Split(tokenizers.Regex(r"\X"), "isolated")
# So many code points are asked about in one text.
AT_ONCE = 1_000
# A line end is cut off from whatever stands beside it.
BETWEEN = "\n"

SURROGATES = range(0xD800, 0xE000)
# The classes of these follow from their numbers.
HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
JOINER = "\u200d"
ENDS = {"\r": "R", "\n": "F"}

FACE = "\U0001f600"
# The letter of a class, and a text that stays one cluster with a sign of that class; the first that
# does counts.
QUESTIONS: Sequence[tuple[str, Callable[[str], str]]] = (
    ("E", lambda sign: f"{FACE}{sign}{JOINER}{FACE}"),
    ("S", lambda sign: f"a{sign}"),
    ("X", lambda sign: f"{sign}{JOINER}{FACE}"),
    ("P", lambda sign: f"{sign}a"),
    ("G", lambda sign: f"{sign}\U0001f1e6"),
    ("L", lambda sign: f"{sign}\u1100"),
    ("T", lambda sign: f"\u11a8{sign}"),
    ("V", lambda sign: f"\u1161{sign}"),
    ("O", lambda sign: f"{sign}\u0301"),
)
CONTROL = "C"
OTHER = "O"

HEADER = '''"""The class of each code point for grapheme clusters, as ranges in hexadecimal.

Written by make_grapheme_table.py from `tokenizers` {version}. The classes are those of Unicode
annex 29: C Control, E Extend, G Regional_Indicator, L, T and V of Hangul, P Prepend,
S SpacingMark, X Extended_Pictographic.
"""

RANGES = {{
{lines}
}}
'''


def one_cluster(texts: Sequence[str]) -> list[bool]:
    """Whether each text, none of which holds a line end, is left uncut."""
    clusters = [piece for piece, _ in CLUSTERS.pre_tokenize_str(BETWEEN.join(texts))]
    counts = [0]
    for cluster in clusters:
        if cluster == BETWEEN:
            counts.append(0)
        else:
            counts[-1] += 1
    return [count == 1 for count in counts]


def classes_of(signs: Sequence[str]) -> dict[str, str]:
    """The class of each sign, none of which is a line end."""
    found: dict[str, str] = {}
    for letter, text_of in QUESTIONS:
        rest = [sign for sign in signs if sign not in found]
        whole = one_cluster([text_of(sign) for sign in rest]) if rest else []
        found |= {sign: letter for sign, is_one in zip(rest, whole, strict=True) if is_one}
    return {sign: found.get(sign, CONTROL) for sign in signs}


def all_classes() -> dict[int, str]:
    """The class of each code point, but for those that follow from the number alone."""
    asked = [
        chr(code)
        for code in range(0x110000)
        if code not in SURROGATES and code not in HANGUL_SYLLABLES
    ]
    asked = [sign for sign in asked if sign not in ENDS and sign != JOINER]
    classes: dict[int, str] = {}
    for start in range(0, len(asked), AT_ONCE):
        part = classes_of(asked[start : start + AT_ONCE])
        classes |= {ord(sign): letter for sign, letter in part.items()}
    return classes


def ranges_of(codes: Iterable[int]) -> list[str]:
    """Code points in order as ranges: ``300-36f 483``."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return [f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in ranges]


def written(name: str, ranges: Sequence[str]) -> str:
    """An entry of the table, in lines of the project's width."""
    lines = textwrap.wrap(" ".join(ranges), width=88, break_on_hyphens=False)
    spaced = [line + " " for line in lines[:-1]] + lines[-1:]
    if len(spaced) == 1:
        return f'    "{name}": "{spaced[0]}",'
    inner = "\n".join(f'        "{line}"' for line in spaced)
    return f'    "{name}": (\n{inner}\n    ),'


def main() -> None:
    """Write the table."""
    classes = all_classes()
    letters = sorted(set(classes.values()) - {OTHER})
    entries = []
    for letter in letters:
        codes = [code for code, found in classes.items() if found == letter]
        entries.append(written(letter, ranges_of(codes)))
    text = HEADER.format(version=version("tokenizers"), lines="\n".join(entries))
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
