"""Labels of a classifier, or of any program that gives each text a label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pantoum.evaluation.assessment import Assessment
from pantoum.metrics import ClassStatistics
from pantoum.tasks.classifier import score_labels


def assess_labels(references: Sequence[str], hypotheses: Sequence[str]) -> Assessment:
    """Judge a label for each text.

    Args:
        references, hypotheses: the right labels and the predicted ones.
    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    right = [a == b for a, b in zip(references, hypotheses, strict=True)]
    return Assessment(
        score_labels(references, hypotheses),
        [ClassStatistics.of(references, hypotheses)],
        np.array(right, dtype=np.float64),
    )
