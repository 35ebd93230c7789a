"""How good a classifier is."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from pantoum.data import LabelVocabulary
from pantoum.metrics import class_scores

# So many labels are named.
MOST_NAMED = 5


def score_labels(references: Sequence[str], hypotheses: Sequence[str]) -> dict[str, float]:
    """In per cent: `accuracy`, and the means over all classes of `precision`, `recall` and `f1`;
    and `examples`.

    Each class in references or hypotheses counts the same in a mean, however frequent it is (macro
    average).

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    scores = class_scores(references, hypotheses)
    classes = scores.by_class.values()
    return {
        "accuracy": scores.accuracy,
        "precision": fmean(one.precision for one in classes),
        "recall": fmean(one.recall for one in classes),
        "f1": scores.macro_f1,
        "examples": len(references),
    }


def unknown_labels(labels: LabelVocabulary, references: Sequence[str]) -> str:
    """A sentence on the labels that training has not seen, which no output can hold; "" if there
    are none.
    """
    unknown = labels.unknown([references])
    if not unknown:
        return ""
    named = ", ".join(f"{label} ({count:,})" for label, count in unknown.most_common(MOST_NAMED))
    more = ", ..." if len(unknown) > MOST_NAMED else ""
    share = f"{unknown.total():,} of {len(references):,}"
    what = "labels are not in the training data, so the model gets them wrong"
    return f"{share} {what}: {named}{more}"
