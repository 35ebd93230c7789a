"""Which scheme the tags of a file are written in, and what that guess rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from pantoum.config import Scheme, SpanScheme
from pantoum.data.schemes import PREFIXES, Tag, has_prefix_of, split_tag
from pantoum.data.tag_transitions import count_invalid

# A few tags that fit no scheme are mistakes in a file of spans; with more of them it is none. Both
# shares must be small: most tags of a file of spans are O, so that of all tags alone says little.
MOST_STRAYS = 0.05
MOST_STRAYS_OF_MARKED = 0.2

# The scheme that each is hardest to distinguish from.
_NEAREST: dict[SpanScheme, SpanScheme] = {
    "BIO": "IOB1",
    "IOB1": "BIO",
    "IOBES": "BIO",
    "BILOU": "BIO",
}

# B_PER, B:PER and b-per; PER-B.
_PREFIX_FIRST = re.compile(r"(?P<prefix>[BIESLU])[-_:/.]+(?P<type>[^-_:/.].*)", re.IGNORECASE)
_PREFIX_LAST = re.compile(r"(?P<type>.*[^-_:/.])[-_:/.](?P<prefix>[BIESLU])")


class DetectedScheme(NamedTuple):
    """The scheme of a column of tags, and what the guess rests on, in words ("" where there is
    nothing to say).
    """

    scheme: Scheme
    reason: str


def detect_scheme(sequences: Iterable[Sequence[str]]) -> DetectedScheme:
    """The scheme that the bulk of these sequences of tags is written in.

    1. none, if no tag has a prefix (all are O, or parts of speech), or if prefixes are all that
       there is: no tag has a type, and none is O.
    2. Else the scheme with the fewest invalid tags; of equals the first of BIO, IOB1, IOBES, BILOU.
    3. none after all, if more than a twentieth of the tags, or a fifth of those that are not O, fit
       no tag of this scheme. Tags without a type must follow each other as it says, too.
    """
    read = [[split_tag(tag) or Tag("", tag) for tag in tags] for tags in sequences]
    tags = list(chain.from_iterable(read))
    marked = [tag for tag in tags if tag.prefix != "O"]
    prefixed = [tag for tag in marked if tag.prefix]
    if not prefixed:
        return DetectedScheme("none", _misspelt(marked))
    bare = not any(tag.type for tag in prefixed)
    if bare and len(marked) == len(tags):
        return DetectedScheme("none", "" if len(prefixed) < len(tags) else _bare(prefixed))
    invalid: dict[SpanScheme, int] = {
        scheme: count_invalid(read, scheme).tags for scheme in PREFIXES
    }
    best: SpanScheme = min(invalid, key=lambda scheme: invalid[scheme])
    strays = [tag for tag in marked if not has_prefix_of(tag, best)]
    most = min(MOST_STRAYS * len(tags), MOST_STRAYS_OF_MARKED * len(marked))
    if len(strays) > most:
        return DetectedScheme("none", _strays(best, strays, len(marked)))
    if bare and invalid[best] > MOST_STRAYS_OF_MARKED * len(marked):
        return DetectedScheme(
            "none", f"{invalid[best]:,} of {len(marked):,} tags would not follow {best}"
        )
    return DetectedScheme(best, _basis(best, invalid, marked))


def right_spelling(tag: str) -> str | None:
    """How a tag that looks like one of a span is written: ``B-PER`` for ``B_PER`` and ``PER-B``,
    ``B-per`` for ``b-per``, ``O`` for ``o``; None if it looks like none, or is one.
    """
    if split_tag(tag) is not None:
        return None
    if tag in ("o", "0"):
        return "O"
    match = _PREFIX_FIRST.fullmatch(tag) or _PREFIX_LAST.fullmatch(tag)
    return f"{match['prefix'].upper()}-{match['type']}" if match else None


def _misspelt(marked: Sequence[Tag]) -> str:
    """A word on tags that are nearly those of spans, if all are."""
    spellings = {tag.type: right_spelling(tag.type) for tag in marked}
    meant = {tag: right for tag, right in spellings.items() if right is not None}
    if not meant or len(meant) < len(spellings) or set(meant.values()) == {"O"}:
        return ""
    tag = next(tag for tag, right in meant.items() if right != "O")
    how = " written as TYPE-PREFIX" if _PREFIX_LAST.fullmatch(tag) else ""
    return f"they look like spans{how}, such as {tag!r}: write {meant[tag]}, and O outside of spans"


def _bare(prefixed: Sequence[Tag]) -> str:
    letters = ", ".join(sorted({tag.prefix for tag in prefixed}))
    return f"all tags are {letters}, without a type, and none is O"


def _strays(scheme: SpanScheme, strays: Sequence[Tag], marked: int) -> str:
    first = strays[0]
    written = "-".join(part for part in first if part)[:40]
    right = right_spelling(written)
    meant = f" (write {right})" if right else ""
    return (
        f"{len(strays):,} of {marked:,} tags other than O are none of {scheme}, such as "
        f"{written!r}{meant}"
    )


def _basis(scheme: SpanScheme, invalid: dict[SpanScheme, int], marked: Sequence[Tag]) -> str:
    used = {tag.prefix for tag in marked}
    letters = ", ".join(letter for letter in PREFIXES[scheme] if letter in used)
    other = _NEAREST[scheme]
    return (
        f"tags other than O begin with {letters}, and {invalid[other]:,} would not follow {other}"
    )
