"""One label for each item: scores by class, and which classes are mistaken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int64

from pantoum.metrics.alignment import Confusion
from pantoum.metrics.edit import check_lengths
from pantoum.metrics.precision_recall import PrecisionRecall, precision_recall


class ClassScores(NamedTuple):
    """How well labels are predicted.

    Attributes:
        accuracy: share of the right labels, in per cent.
        macro_f1: the mean of the F1 of all classes in references or hypotheses, in per cent: each
            counts the same.
        by_class: the scores of each class, in alphabetical order.
    """

    accuracy: float
    macro_f1: float
    by_class: dict[str, PrecisionRecall]


class ConfusionMatrix(NamedTuple):
    """How often each class (rows) was labelled as each class (columns).

    Attributes:
        labels: the classes of rows and columns, the most frequent in the references first, ties in
            alphabetical order.
        counts: the counts; those on the diagonal are right.
    """

    labels: tuple[str, ...]
    counts: Int64[np.ndarray, "labels labels"]


def class_scores(references: Sequence[str], hypotheses: Sequence[str]) -> ClassScores:
    """Accuracy, and precision, recall and F1 of each class, where each item has one label.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    gold = Counter(references)
    predicted = Counter(hypotheses)
    right = Counter(a for a, b in zip(references, hypotheses, strict=True) if a == b)
    by_class = {
        label: precision_recall(gold[label], predicted[label], right[label])
        for label in sorted(gold | predicted)
    }
    macro = sum(scores.f1 for scores in by_class.values()) / len(by_class)
    return ClassScores(100 * right.total() / len(references), macro, by_class)


def class_confusions(
    references: Sequence[str], hypotheses: Sequence[str], most: int = 10
) -> list[Confusion]:
    """The `most` frequent pairs of a right and another, predicted label, the most frequent first,
    ties by label.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    counts = Counter((a, b) for a, b in zip(references, hypotheses, strict=True) if a != b)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        Confusion(reference, hypothesis, count) for (reference, hypothesis), count in ranked[:most]
    ]


def confusion_matrix(references: Sequence[str], hypotheses: Sequence[str]) -> ConfusionMatrix:
    """All counts of right and predicted labels; it takes memory with the square of the number of
    classes.

    Shapes: `counts` [labels, labels].

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    gold = Counter(references)
    labels = sorted({*references, *hypotheses}, key=lambda label: (-gold[label], label))
    place = {label: number for number, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for (reference, hypothesis), count in Counter(zip(references, hypotheses, strict=True)).items():
        counts[place[reference], place[hypothesis]] = count
    return ConfusionMatrix(tuple(labels), counts)
