"""Tags that are right: over all words, over known and unknown ones, and over whole sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from pantoum.metrics.edit import check_lengths


class TagAccuracy(NamedTuple):
    """Shares of right tags, in per cent, and of how many words and sentences.

    Attributes:
        accuracy: share of the words whose tag is right; 0 if there are no words.
        exact_match: share of the sentences all of whose tags are right.
        words: words in all.
        sentences: sentences in all.
    """

    accuracy: float
    exact_match: float
    words: int
    sentences: int


class KnownAccuracy(NamedTuple):
    """The accuracy over known and over unknown words, in per cent, and how many there are of each.

    An accuracy is None where there are no such words.
    """

    known: float | None
    unknown: float | None
    known_words: int
    unknown_words: int


def tag_accuracy(
    references: Sequence[Sequence[str]], hypotheses: Sequence[Sequence[str]]
) -> TagAccuracy:
    """How many tags, and how many whole sentences, are right.

    Raises:
        ValueError: references and hypotheses differ in number, or in length at one place, or are
            empty.
    """
    check_tags(references, hypotheses)
    pairs = list(zip(references, hypotheses, strict=True))
    hits = sum(
        a == b
        for reference, hypothesis in pairs
        for a, b in zip(reference, hypothesis, strict=True)
    )
    words = sum(map(len, references))
    exact = sum(list(reference) == list(hypothesis) for reference, hypothesis in pairs)
    return TagAccuracy(100 * hits / max(words, 1), 100 * exact / len(pairs), words, len(pairs))


def known_accuracy(
    words: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]],
    hypotheses: Sequence[Sequence[str]],
    known: Callable[[str], bool],
) -> KnownAccuracy:
    """How many tags of known words are right, and how many of unknown ones.

    Args:
        words: the words of each sentence.
        references: the right tag of each word.
        hypotheses: the predicted tag of each word.
        known: whether a word was seen in training: for a set of words its ``__contains__``.

    Raises:
        ValueError: words, references and hypotheses differ in number, or in length at one place, or
            are empty.
    """
    check_tags(references, hypotheses)
    if [len(sentence) for sentence in words] != [len(sentence) for sentence in references]:
        raise ValueError("words and references must be as many, in every sentence")
    hits = [0, 0]
    counts = [0, 0]
    for word, reference, hypothesis in zip(
        *map(chain.from_iterable, (words, references, hypotheses)), strict=True
    ):
        is_known = bool(known(word))
        counts[is_known] += 1
        hits[is_known] += reference == hypothesis
    unknown, seen = (
        100 * hit / count if count else None for hit, count in zip(hits, counts, strict=True)
    )
    return KnownAccuracy(seen, unknown, counts[True], counts[False])


def check_tags(references: Sequence[Sequence[str]], hypotheses: Sequence[Sequence[str]]) -> None:
    """Raise ValueError unless each hypothesis is as long as its reference, and there is at least
    one.
    """
    check_lengths(references, hypotheses)
    for place, (reference, hypothesis) in enumerate(zip(references, hypotheses, strict=True)):
        if len(reference) != len(hypothesis):
            raise ValueError(
                f"references and hypotheses must be as long: sequence {place} has {len(reference)} "
                "in the references "
                f"and {len(hypothesis)} in the hypotheses"
            )
