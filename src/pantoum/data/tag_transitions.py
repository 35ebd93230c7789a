"""Which tags may follow each other: the sequences that `pantoum.data.schemes.tags_of` writes are
valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from pantoum.data.schemes import OUTSIDE, Scheme, Tag, parse_tag, split_tag


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
    return _count(([parse_tag(tag) for tag in tags] for tags in sequences), scheme)


def detect_scheme(sequences: Iterable[Sequence[str]]) -> Scheme:
    """The scheme that these sequences of tags are written in.

    1. none, if a tag is neither O nor has a prefix, or if all tags are O.
    2. IOBES, if an E or S (or L or U) is among them.
    3. BIO or IOB1, whichever has fewer invalid tags; BIO, if they have as many.
    """
    sequences_read: list[list[Tag]] = []
    for tags in sequences:
        parsed = [split_tag(tag) for tag in tags]
        sequences_read.append([tag for tag in parsed if tag is not None])
        if len(sequences_read[-1]) < len(parsed):
            return "none"
    prefixes = {tag.prefix for tags in sequences_read for tag in tags}
    if prefixes <= {"O"}:
        return "none"
    if prefixes & {"E", "S"}:
        return "IOBES"
    invalid_as_bio = _count(sequences_read, "BIO").tags
    invalid_as_iob1 = _count(sequences_read, "IOB1").tags
    return "BIO" if invalid_as_bio <= invalid_as_iob1 else "IOB1"


def _count(sequences: Iterable[Sequence[Tag]], scheme: Scheme) -> InvalidTags:
    count = 0
    first = None
    for number, tags in enumerate(sequences):
        # A tag of another scheme is invalid itself; the tag after it is not invalid because of it.
        before = (
            OUTSIDE,
            *(tag if tag.prefix in _PREFIXES[scheme] else OUTSIDE for tag in tags[:-1]),
        )
        for word, (previous, tag) in enumerate(zip(before, tags, strict=False)):
            last = word == len(tags) - 1
            if not _follows(previous, tag, scheme) or (last and not _follows(tag, OUTSIDE, scheme)):
                count += 1
                first = first or (number, word)
    return InvalidTags(count, first)


def _follows(previous: Tag, tag: Tag, scheme: Scheme) -> bool:
    """Whether a tag may stand behind another; O stands for the beginning and the end, too."""
    known = _PREFIXES[scheme]
    return previous.prefix in known and tag.prefix in known and _RULES[scheme](previous, tag)


def _continues(previous: Tag, tag: Tag) -> bool:
    return previous.prefix in "BI" and previous.type == tag.type


def _bio(previous: Tag, tag: Tag) -> bool:
    return tag.prefix != "I" or _continues(previous, tag)


def _iob1(previous: Tag, tag: Tag) -> bool:
    return tag.prefix != "B" or _continues(previous, tag)


def _iobes(previous: Tag, tag: Tag) -> bool:
    if previous.prefix in "BI":
        return tag.prefix in "IE" and _continues(previous, tag)
    return tag.prefix in "OBS"


_PREFIXES = {"BIO": "OBI", "IOB1": "OBI", "IOBES": "OBIES"}
_RULES: dict[str, Callable[[Tag, Tag], bool]] = {"BIO": _bio, "IOB1": _iob1, "IOBES": _iobes}
