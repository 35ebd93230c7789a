"""``pantoum evaluate`` with a classifier."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from pantoum.cli.classifier.labelling import Labelled, label_files
from pantoum.cli.lines import cell
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"ensemble": None, "errors": None}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify, score, and print."""
    from pantoum.tasks.classifier import score_labels, unknown_labels

    labelled = label_files(model, options.test)
    _, references, hypotheses, seconds = labelled
    scores = score_labels(references, hypotheses) | {"seconds": seconds}
    unknown = unknown_labels(model.labels, references)
    if unknown:
        print(f"pantoum: {unknown}", file=sys.stderr)
    if options.errors is not None:
        _write_errors(model, labelled, options.errors)
    if options.json:
        print(json.dumps({name: round(value, 4) for name, value in scores.items()}))
        return
    from pantoum.cli.classifier.tables import print_report

    print_report(scores, references, hypotheses)


def _write_errors(model: ClassifierPredictor, labelled: Labelled, name: str) -> None:
    """Write the text, the right label and the predicted one of each text whose label is wrong, and
    its features if the model reads some.
    """
    count = 0
    with output_stream(name) as out:
        for example, right, label in zip(
            labelled.examples, labelled.references, labelled.hypotheses, strict=True
        ):
            if right != label:
                count += 1
                features = [example.features or ""] if model.reads_features else []
                out.write("\t".join(map(cell, (example.source, right, label, *features))) + "\n")
    print(
        f"pantoum: {count:,} of {len(labelled.references):,} labels are wrong; {name} has them",
        file=sys.stderr,
    )
