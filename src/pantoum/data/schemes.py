"""Tag schemes: spans of words written as one tag for each word.

Outside of spans a tag is ``O``, inside a prefix and a type, such as ``B-PER``.

Prefixes are B (begin), I (inside), E (end) and S (single); BILOU calls the last two L (last) and U
(unit). The type is all that stands behind the first hyphen, hyphens and all; a prefix alone has the
type "".

| scheme | one word | several words | right behind a span of the same type |
| --- | --- | --- | --- |
| BIO (IOB2) | ``B`` | ``B I I`` | the same |
| IOB1 | ``I`` | ``I I I`` | ``B`` in place of its first ``I`` |
| IOBES | ``S`` | ``B I E`` | the same |
| BILOU | ``U`` | ``B I L`` | the same |
| none | | | tags are no spans, such as parts of speech |

Source: Ramshaw & Marcus (1995), cmp-lg/9505040; Tjong Kim Sang & Veenstra (1999), cs/9907006;
Ratinov & Roth (2009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pantoum.config import Scheme, SpanScheme
from pantoum.errors import PantoumError

# What the tags of each scheme begin with, but for O.
PREFIXES: dict[SpanScheme, str] = {"BIO": "BI", "IOB1": "BI", "IOBES": "BIES", "BILOU": "BILU"}


class Span(NamedTuple):
    """The words from `start` to before `end`, counted from 0, and what they are."""

    start: int
    end: int
    type: str


class Tag(NamedTuple):
    """A tag in two parts: a prefix (O, B, I, E, S, L or U) and the type of its span."""

    prefix: str
    type: str


OUTSIDE = Tag("O", "")


def split_tag(tag: str) -> Tag | None:
    """The two parts of a tag; None if it is not O and has no prefix.

    A hyphen with nothing behind it is none either: what is written for a prefix without a type has
    no hyphen.
    """
    if tag == "O":
        return OUTSIDE
    prefix, hyphen, type = tag.partition("-")
    known = prefix in ("B", "I", "E", "S", "L", "U")
    return Tag(prefix, type) if known and bool(hyphen) == bool(type) else None


def parse_tag(tag: str) -> Tag:
    """The two parts of a tag.

    Raises: PantoumError if it is not O and has no prefix.
    """
    parsed = split_tag(tag)
    if parsed is None:
        raise PantoumError(
            f"the tag {tag[:40]!r} marks no span",
            setting="tags",
            value=tag,
            remedy="write O, or B-, I-, E- or S- before the type of a span (L- and U- for the last "
            "two in BILOU)",
        )
    return parsed


def has_prefix_of(tag: Tag, scheme: SpanScheme) -> bool:
    """Whether a tag is O or begins as those of a scheme do."""
    return tag.prefix in ("O", *PREFIXES[scheme])


def in_scheme(tags: Sequence[str], scheme: SpanScheme) -> list[str]:
    """The same tags; if one of them has a prefix of another scheme, with all spans written in this
    one.

    Raises: as `spans`.
    """
    if all(has_prefix_of(parse_tag(tag), scheme) for tag in tags):
        return list(tags)
    return convert(tags, scheme, scheme)


def spans(tags: Sequence[str], scheme: Scheme) -> list[Span]:
    """The spans that tags write, read as forgivingly as conlleval does, so that any sequence has a
    reading.

    The reading is the same for all schemes, L as E and U as S. A span begins at every B and S, and
    at an I or E that stands at the beginning of the sequence, behind O, behind E or S, or behind a
    tag of another type. It ends before the next tag that is O or begins a span, or with the
    sequence; so E and S always end one.

    Raises:
        PantoumError: a tag that is not O and has no prefix.
        ValueError: the scheme is none.
    """
    _check_spans(scheme)
    span_list: list[Span] = []
    begin = 0
    for place, (previous, tag) in enumerate(pairwise((OUTSIDE, *map(parse_tag, tags), OUTSIDE))):
        begins = _begins(previous, tag)
        if previous.prefix != "O" and (begins or tag.prefix == "O"):
            span_list.append(Span(begin, place, previous.type))
        if begins:
            begin = place
    return span_list


def tags_of(spans: Iterable[Span], length: int, scheme: Scheme) -> list[str]:
    """The tags that write these spans in a sequence of `length` words.

    Raises:
        ValueError: the scheme is none; a span is empty, overlaps another or leaves the sequence.
    """
    _check_spans(scheme)
    tags = ["O"] * length
    before = Span(0, 0, "")
    for span in sorted(spans):
        if not before.end <= span.start < span.end <= length:
            raise ValueError(
                f"expected spans of one word or more, apart and within {length} words, got {span}"
            )
        touches = before.start < before.end == span.start and before.type == span.type
        size = span.end - span.start
        tags[span.start : span.end] = [
            _write(prefix, span.type) for prefix in _PATTERNS[scheme](size, touches)
        ]
        before = span
    return tags


def convert(tags: Sequence[str], source: Scheme, target: Scheme) -> list[str]:
    """The tags of one scheme in another one; broken sequences are mended as `spans` reads them.

    Raises: as `spans`.
    """
    return tags_of(spans(tags, source), len(tags), target)


def _write(prefix: str, type: str) -> str:
    return f"{prefix}-{type}" if type else prefix


def _begins(previous: Tag, tag: Tag) -> bool:
    if tag.prefix in "IEL":
        return previous.prefix in "OESLU" or previous.type != tag.type
    return tag.prefix in "BSU"


def _bio(size: int, touches: bool) -> str:
    return "B" + "I" * (size - 1)


def _iob1(size: int, touches: bool) -> str:
    return ("B" if touches else "I") + "I" * (size - 1)


def _iobes(size: int, touches: bool) -> str:
    return "S" if size == 1 else "B" + "I" * (size - 2) + "E"


def _bilou(size: int, touches: bool) -> str:
    return "U" if size == 1 else "B" + "I" * (size - 2) + "L"


# The prefixes of a span of some words, which may touch a span of the same type before it.
_PATTERNS: dict[str, Callable[[int, bool], str]] = {
    "BIO": _bio,
    "IOB1": _iob1,
    "IOBES": _iobes,
    "BILOU": _bilou,
}


def _check_spans(scheme: Scheme) -> None:
    if scheme == "none":
        raise ValueError(
            "tags of the scheme 'none' write no spans: expected BIO, IOB1, IOBES or BILOU"
        )
