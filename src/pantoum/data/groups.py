"""The group of an input, such as its language or its domain: one symbol that a model reads with
it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from pantoum.data.labels import LabelVocabulary
from pantoum.data.lines import pieces
from pantoum.data.units import without_surrogates

# So many groups are named in a message, and so many characters of each.
MOST_NAMED = 8
MAX_NAME_LENGTH = 40
# What is advised of further data with a group that training has not seen.
UNSEEN_REMEDY = "remove its lines, or set data.unseen_group to unknown"


def group_name(text: str) -> str:
    """A group in Unicode NFC and with single spaces, so that equal groups are equal."""
    return unicodedata.normalize("NFC", without_surrogates(" ".join(pieces(text))))


def group_vocabulary(groups: Iterable[str], start: LabelVocabulary | None) -> LabelVocabulary:
    """The groups of training examples, the most frequent first.

    Args:
        groups: one for each example.
        start: the groups that are extended, if any; these keep their ids.
    """
    names = [group_name(group) for group in groups]
    return LabelVocabulary.train([names]) if start is None else start.extended([names])


def unseen_problem(group: str, known: Sequence[str]) -> str:
    """What is said of a group that training has not seen."""
    return f"the group {_short(group)!r} is not in the training data, which have {named(known)}"


def named(groups: Iterable[str]) -> str:
    """Some groups in words, the first ones by their names."""
    every = list(groups)
    more = f" and {len(every) - MOST_NAMED:,} more" if len(every) > MOST_NAMED else ""
    return ", ".join(_short(group) for group in every[:MOST_NAMED]) + more


def counted(groups: Iterable[str]) -> str:
    """Groups with the number of their examples, in words, the most frequent first."""
    counts = Counter(group_name(group) for group in groups)
    frequent_first = sorted(counts, key=lambda group: (-counts[group], group))
    more = f" and {len(counts) - MOST_NAMED:,} more" if len(counts) > MOST_NAMED else ""
    shown = (f"{_short(group)} {counts[group]:,}" for group in frequent_first[:MOST_NAMED])
    return ", ".join(shown) + more


def _short(group: str) -> str:
    return group if len(group) <= MAX_NAME_LENGTH else group[: MAX_NAME_LENGTH - 1] + "…"
