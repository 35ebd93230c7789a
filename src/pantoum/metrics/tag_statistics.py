"""The statistics of tags: of each sentence its right tags, and its right spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float

from pantoum.data.schemes import Scheme, spans
from pantoum.metrics.accuracy import check_tags
from pantoum.metrics.statistics import SummedStatistics, Values, percent


def tag_statistics(
    words: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]],
    hypotheses: Sequence[Sequence[str]],
    known: Callable[[str], bool] | None = None,
) -> SummedStatistics:
    """The statistics of `accuracy`, `exact_match` and, where it is known which words are known,
    `known_accuracy` and `unknown_accuracy`, all in per cent.

    Args:
        words, references, hypotheses, known: as for `pantoum.metrics.known_accuracy`.
    Raises:
        ValueError: references and hypotheses differ in number, or in length at one place, or are
            empty.
    """
    check_tags(references, hypotheses)
    counts = np.zeros((len(references), 6))
    rows = zip(counts, words, references, hypotheses, strict=True)
    for row, sentence, reference, hypothesis in rows:
        right = [a == b for a, b in zip(reference, hypothesis, strict=True)]
        row[:2] = (1, all(right))
        for word, is_right in zip(sentence, right, strict=True):
            place = 2 if known is None or known(word) else 4
            row[place] += 1
            row[place + 1] += is_right
    return SummedStatistics(counts, _accuracies if known is None else _all_accuracies)


def span_statistics(
    references: Sequence[Sequence[str]], hypotheses: Sequence[Sequence[str]], scheme: Scheme
) -> SummedStatistics:
    """The statistics of `precision`, `recall` and `f1` of exact spans.

    Args and errors are those of `pantoum.metrics.span_scores`.
    """
    check_tags(references, hypotheses)
    counts = np.empty((len(references), 3))
    for row, reference, hypothesis in zip(counts, references, hypotheses, strict=True):
        gold = spans(reference, scheme)
        predicted = spans(hypothesis, scheme)
        row[:] = (len(gold), len(predicted), len(set(gold).intersection(predicted)))
    return SummedStatistics(counts, _precision_recall)


def _accuracies(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    sentences, exact, known, known_right, unknown, unknown_right = sums.T
    return {
        "accuracy": 100 * (known_right + unknown_right) / np.maximum(known + unknown, 1),
        "exact_match": 100 * exact / sentences,
    }


def _all_accuracies(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    _, _, known, known_right, unknown, unknown_right = sums.T
    return {
        **_accuracies(sums),
        "known_accuracy": percent(known_right, known),
        "unknown_accuracy": percent(unknown_right, unknown),
    }


def _precision_recall(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    gold, predicted, right = sums.T
    return {
        "precision": 100 * right / np.maximum(predicted, 1),
        "recall": 100 * right / np.maximum(gold, 1),
        "f1": 200 * right / np.maximum(gold + predicted, 1),
    }
