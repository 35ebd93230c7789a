"""Precision, recall and F1 of things that are found or not."""

from __future__ import annotations

from typing import NamedTuple


class PrecisionRecall(NamedTuple):
    """How many of the predicted things are right, and how many of the right ones were predicted.

    Attributes:
        precision: right / predicted, in per cent; 0 if nothing was predicted.
        recall: right / gold, in per cent; 0 if there is nothing to find.
        f1: the harmonic mean of the two, 2 · right / (gold + predicted), in per cent; 0 if nothing
            is right.
        gold: things in the references.
        predicted: things in the hypotheses.
        right: things in both.
    """

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int
    right: int


def precision_recall(gold: int, predicted: int, right: int) -> PrecisionRecall:
    """The scores of these counts."""
    return PrecisionRecall(
        precision=100 * right / max(predicted, 1),
        recall=100 * right / max(gold, 1),
        f1=200 * right / max(gold + predicted, 1),
        gold=gold,
        predicted=predicted,
        right=right,
    )
