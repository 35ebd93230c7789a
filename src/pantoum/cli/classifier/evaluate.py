"""``pantoum evaluate`` with a classifier."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import GROUP
from pantoum.cli.messages import cells_line, say
from pantoum.cli.pairs import naming_lines
from pantoum.cli.report import asked_report, print_json, print_notes
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.evaluation import Evaluation
    from pantoum.exported.classifier import ExportedClassifier
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"ensemble": None, "errors": None, "report": None, "seed": 1, **GROUP}


def run(model: Any, options: argparse.Namespace) -> None:
    """Classify, score, and print."""
    report = asked_report(model, options)
    evaluate = _evaluated_export if model.exported else _evaluated
    evaluation = evaluate(model, options, report)
    print_notes(evaluation.notes)
    if options.errors is not None:
        _write_errors(model, evaluation, options.errors)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.classifier.tables import print_report

    print_report(evaluation)


def _evaluated_export(
    model: ExportedClassifier, options: argparse.Namespace, report: None
) -> Evaluation:
    """The scores of an exported model, without PyTorch."""
    from pantoum.exported.evaluating import read_examples
    from pantoum.exported.evaluating_labels import evaluate_exported_labels

    test = read_examples(model, options.test, options.data_format, group=options.group)
    with naming_lines(options.test):
        return evaluate_exported_labels(
            model,
            test.examples,
            notes=test.notes,
            seed=options.seed,
            unseen_group=options.unseen_group,
        )


def _evaluated(model: ClassifierPredictor, options: argparse.Namespace, report: Any) -> Evaluation:
    from pantoum.predictor.evaluating import evaluate_labels
    from pantoum.predictor.examples import read_pairs

    of_group = {name: getattr(options, name) for name in GROUP}
    test = read_pairs(model, options.test, options.data_format, **of_group)
    with naming_lines(options.test):
        return evaluate_labels(
            model,
            test.examples,
            notes=test.notes,
            seed=options.seed,
            report=report,
            unseen_group=options.unseen_group,
        )


def _write_errors(model: Any, evaluation: Evaluation, name: str) -> None:
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
