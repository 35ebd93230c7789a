"""``pantoum evaluate`` with a classifier."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import GROUP
from pantoum.cli.messages import cells_line, say
from pantoum.cli.pairs import naming_lines
from pantoum.cli.report import print_json, print_notes
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.evaluation import Evaluation
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"ensemble": None, "errors": None, "report": None, "seed": 1, **GROUP}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify, score, and print."""
    from pantoum.predictor.evaluating import evaluate_labels
    from pantoum.predictor.examples import read_pairs
    from pantoum.predictor.reporting import report_of

    report = report_of(options.report, options.test)
    of_group = {name: getattr(options, name) for name in GROUP}
    test = read_pairs(model, options.test, options.data_format, **of_group)
    with naming_lines(options.test):
        evaluation = evaluate_labels(
            model,
            test.examples,
            notes=test.notes,
            seed=options.seed,
            report=report,
            unseen_group=options.unseen_group,
        )
    print_notes(evaluation.notes)
    if options.errors is not None:
        _write_errors(model, evaluation, options.errors)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.classifier.tables import print_report

    print_report(evaluation)


def _write_errors(model: ClassifierPredictor, evaluation: Evaluation, name: str) -> None:
    """Write the text, the right label and the predicted one of each text whose label is wrong, and
    its features if the model reads some.
    """
    count = 0
    with output_stream(name) as out:
        rows = zip(evaluation.inputs, evaluation.references, evaluation.outputs, strict=True)
        for example, right, label in rows:
            if right != label:
                count += 1
                beside = [example.features or ""] if model.reads_features else []
                beside += [] if example.group is None else [example.group]
                out.write(cells_line((example.source, right, label, *beside), out.isatty()))
    say(f"{count:,} of {len(evaluation.outputs):,} labels are wrong; {name} has them")
