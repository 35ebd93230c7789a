"""Tags that write spans of words, from one scheme into another.

Outside of spans a tag is ``O``, inside a prefix and a type, such as ``B-PER``: B (begin), I
(inside), E (end) and S (single); BILOU calls the last two L (last) and U (unit). A prefix alone has
the type "". Sequences that break their scheme are read as forgivingly as conlleval does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# What a span of one word is called, and the last word of a longer one.
_ENDS = {"BIO": ("B", "I"), "IOB1": ("I", "I"), "IOBES": ("S", "E"), "BILOU": ("U", "L")}
SCHEMES = tuple(_ENDS)


class Span(NamedTuple):
    """The words from `start` to before `end`, counted from 0, and what they are."""

    start: int
    end: int
    type: str


class _Tag(NamedTuple):
    prefix: str
    type: str


_OUTSIDE = _Tag("O", "")


def spans(tags: Sequence[str]) -> list[Span]:
    """The spans that tags of any scheme write, with L as E and U as S.

    A span begins at every B and S, and at an I or E that stands at the beginning, behind O, behind
    E or S, or behind a tag of another type. It ends before the next tag that is O or begins a span.

    Raises:
        ValueError: a tag that is not O and has no prefix.
    """
    found: list[Span] = []
    begin = 0
    for place, (before, tag) in enumerate(pairwise((_OUTSIDE, *map(_parsed, tags), _OUTSIDE))):
        begins = _begins(before, tag)
        if before.prefix != "O" and (begins or tag.prefix == "O"):
            found.append(Span(begin, place, before.type))
        if begins:
            begin = place
    return found


def written(tags: Sequence[str], scheme: str) -> list[str]:
    """The spans of tags in a scheme: BIO, IOB1, IOBES or BILOU.

    Raises:
        ValueError: a tag that is not O and has no prefix.
        KeyError: another scheme.
    """
    single, last = _ENDS[scheme]
    result = ["O"] * len(tags)
    before = Span(0, 0, "")
    for span in spans(tags):
        size = span.end - span.start
        prefixes = single if size == 1 else "B" + "I" * (size - 2) + last
        if scheme == "IOB1":
            # A B tells a span from one of the same type right before it, and stands nowhere else.
            touches = before.start < before.end == span.start and before.type == span.type
            prefixes = ("B" if touches else "I") + "I" * (size - 1)
        result[span.start : span.end] = [
            f"{prefix}-{span.type}" if span.type else prefix for prefix in prefixes
        ]
        before = span
    return result


def _parsed(tag: str) -> _Tag:
    if tag == "O":
        return _OUTSIDE
    prefix, hyphen, type = tag.partition("-")
    if prefix not in ("B", "I", "E", "S", "L", "U") or bool(hyphen) != bool(type):
        raise ValueError(f"the tag {tag[:40]!r} marks no span")
    return _Tag(prefix, type)


def _begins(before: _Tag, tag: _Tag) -> bool:
    if tag.prefix in "IEL":
        return before.prefix in "OESLU" or before.type != tag.type
    return tag.prefix in "BSU"
