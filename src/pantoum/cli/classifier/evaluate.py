"""``pantoum evaluate`` with a classifier."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from pantoum.cli.classifier.labelling import label_files

if TYPE_CHECKING:
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify, score, and print."""
    from pantoum.tasks.classifier import score_labels, unknown_labels

    references, hypotheses, seconds = label_files(model, options.test, options.data_format)
    scores = score_labels(references, hypotheses) | {"seconds": seconds}
    unknown = unknown_labels(model.labels, references)
    if unknown:
        print(f"pantoum: {unknown}", file=sys.stderr)
    if options.json:
        print(json.dumps({name: round(value, 4) for name, value in scores.items()}))
        return
    from pantoum.cli.classifier.tables import print_report

    print_report(scores, references, hypotheses)
