"""Test files as right labels and predicted ones."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pantoum.cli.pairs import naming_lines, read_pairs

if TYPE_CHECKING:
    from pantoum.data import Example
    from pantoum.predictor import ClassifierPredictor


class Labelled(NamedTuple):
    """Texts with their features, the right label and the predicted one of each, and the seconds
    that the prediction took."""

    examples: list[Example]
    references: list[str]
    hypotheses: list[str]
    seconds: float


def label_files(model: ClassifierPredictor, paths: Sequence[Path]) -> Labelled:
    """Classify the texts of test files.

    Raises: PantoumError for files that cannot be read.
    """
    from pantoum.data import labels_of

    examples = read_pairs(model, paths)
    began = time.perf_counter()
    features = [example.features for example in examples] if model.reads_features else None
    with naming_lines(paths, examples):
        classifications = model([example.source for example in examples], features)
    seconds = time.perf_counter() - began
    labels = [one.label for one in classifications]
    return Labelled(examples, labels_of(examples), labels, seconds)
