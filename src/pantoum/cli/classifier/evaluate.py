"""``pantoum evaluate`` with a classifier."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.pairs import read_pairs
from pantoum.cli.report import print_json, print_notes

if TYPE_CHECKING:
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"seed": 1}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify, score, and print."""
    from pantoum.data import labels_of
    from pantoum.predictor.evaluating import evaluate_labels

    examples = read_pairs(model, options.test)
    evaluation = evaluate_labels(model, examples, seed=options.seed)
    print_notes(evaluation.notes)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.classifier.tables import print_report

    print_report(evaluation, labels_of(examples))
