"""Which tags may follow each other: the sequences that `pantoum.data.schemes.tags_of` writes are
valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from pantoum.config import SpanScheme
from pantoum.data.schemes import OUTSIDE, Scheme, Tag, has_prefix_of, parse_tag


class InvalidTags(NamedTuple):
    """How many tags do not follow a scheme, and the first of them: its sequence and its word,
    counted from 0.
    """

    tags: int
    first: tuple[int, int] | None


class TagTransitions(NamedTuple):
    """Which labels may begin a sequence, follow each other (from, to), and end it; True where they
    may.
    """

    start: Bool[np.ndarray, " labels"]
    transitions: Bool[np.ndarray, "labels labels"]
    end: Bool[np.ndarray, " labels"]


def allowed_transitions(labels: Sequence[str], scheme: Scheme) -> TagTransitions:
    """What a CRF may predict so that every sequence is valid.

    With none as the scheme everything is allowed. A label that no valid sequence holds, such as
    S-PER in BIO, is never allowed.

    Shapes: `start` and `end` [labels], `transitions` [labels, labels] (from, to).

    Raises: PantoumError for a label that is not O and has no prefix.
    """
    size = len(labels)
    if scheme == "none":
        return TagTransitions(np.ones(size, bool), np.ones((size, size), bool), np.ones(size, bool))
    tags = [parse_tag(label) for label in labels]
    return TagTransitions(
        np.array([_follows(OUTSIDE, tag, scheme) for tag in tags], bool),
        np.array(
            [[_follows(before, tag, scheme) for tag in tags] for before in tags], bool
        ).reshape(size, size),
        np.array([_follows(tag, OUTSIDE, scheme) for tag in tags], bool),
    )


def count_invalid_tags(sequences: Iterable[Sequence[str]], scheme: Scheme) -> InvalidTags:
    """How many tags are not of the scheme, may not stand behind the tag before them, or may not end
    their sequence.

    With none as the scheme all tags are valid.

    Raises: PantoumError for a tag that is not O and has no prefix.
    """
    if scheme == "none":
        return InvalidTags(0, None)
    return count_invalid(([parse_tag(tag) for tag in tags] for tags in sequences), scheme)


def count_invalid(sequences: Iterable[Sequence[Tag]], scheme: SpanScheme) -> InvalidTags:
    """`count_invalid_tags` of tags in their two parts; a prefix that no scheme has is invalid."""
    count = 0
    first = None
    for number, tags in enumerate(sequences):
        # A tag of another scheme is invalid itself; the tag after it is not invalid because of it.
        before = (
            OUTSIDE,
            *(tag if has_prefix_of(tag, scheme) else OUTSIDE for tag in tags[:-1]),
        )
        for word, (previous, tag) in enumerate(zip(before, tags, strict=False)):
            last = word == len(tags) - 1
            if not _follows(previous, tag, scheme) or (last and not _follows(tag, OUTSIDE, scheme)):
                count += 1
                first = first or (number, word)
    return InvalidTags(count, first)


def _follows(previous: Tag, tag: Tag, scheme: SpanScheme) -> bool:
    """Whether a tag may stand behind another; O stands for the beginning and the end, too."""
    known = has_prefix_of(previous, scheme) and has_prefix_of(tag, scheme)
    return known and _RULES[scheme](previous, tag)


def _continues(previous: Tag, tag: Tag) -> bool:
    return previous.prefix in "BI" and previous.type == tag.type


def _bio(previous: Tag, tag: Tag) -> bool:
    return tag.prefix != "I" or _continues(previous, tag)


def _iob1(previous: Tag, tag: Tag) -> bool:
    return tag.prefix != "B" or _continues(previous, tag)


def _with_ends(previous: Tag, tag: Tag) -> bool:
    """IOBES and BILOU: a span that has begun goes on until its last word is marked."""
    if previous.prefix in "BI":
        return tag.prefix in "IEL" and _continues(previous, tag)
    return tag.prefix in "OBSU"


_RULES: dict[SpanScheme, Callable[[Tag, Tag], bool]] = {
    "BIO": _bio,
    "IOB1": _iob1,
    "IOBES": _with_ends,
    "BILOU": _with_ends,
}
