"""The statistics of labels: how often each class is right, should be, and was predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int64

from pantoum.metrics.edit import check_lengths
from pantoum.metrics.statistics import Values, Weights


@dataclass(frozen=True, eq=False)
class ClassStatistics:
    """The statistics of `accuracy` and of the means of precision, recall and F1 over the classes.

    Counts for each example and each class would be mostly zeros, so examples are added up in
    groups: those of one right class, and those of one predicted class.

    references, hypotheses: the numbers of the right and of the predicted classes.
    """

    references: Int64[np.ndarray, " examples"]
    hypotheses: Int64[np.ndarray, " examples"]

    @classmethod
    def of(cls, references: Sequence[str], hypotheses: Sequence[str]) -> ClassStatistics:
        """The statistics of these labels.

        Raises:
            ValueError: references and hypotheses differ in number, or are empty.
        """
        check_lengths(references, hypotheses)
        numbers = {label: number for number, label in enumerate(sorted({*references, *hypotheses}))}
        return cls(
            np.array([numbers[label] for label in references], dtype=np.int64),
            np.array([numbers[label] for label in hypotheses], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.references)

    def scores(self, weights: Weights) -> dict[str, Values]:
        """The scores of selections, in per cent; a class counts in those where it is."""
        is_right = self.references == self.hypotheses
        classes = int(1 + max(self.references.max(), self.hypotheses.max()))
        right = _by_class(weights[:, is_right], self.references[is_right], classes)
        gold = _by_class(weights, self.references, classes)
        predicted = _by_class(weights, self.hypotheses, classes)
        there = gold + predicted > 0
        count = there.sum(axis=1)
        means = {
            "precision": right / np.maximum(predicted, 1),
            "recall": right / np.maximum(gold, 1),
            "f1": 2 * right / np.maximum(gold + predicted, 1),
        }
        accuracy = 100 * right.sum(axis=1) / weights.sum(axis=1)
        return {"accuracy": accuracy} | {
            name: 100 * shares.sum(axis=1) / count for name, shares in means.items()
        }


def _by_class(
    weights: Weights, labels: Int64[np.ndarray, " examples"], classes: int
) -> Float[np.ndarray, "selections classes"]:
    """The weights of the examples of each class, added up."""
    sums = np.zeros((len(weights), classes))
    if len(labels):
        order = np.argsort(labels, kind="stable")
        found, starts = np.unique(labels[order], return_index=True)
        sums[:, found] = np.add.reduceat(weights[:, order], starts, axis=1)
    return sums
