"""``pantoum evaluate`` with an encoder-decoder."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import GROUP, MODELS, SEARCH
from pantoum.cli.messages import cells_line, say
from pantoum.cli.pairs import naming_lines
from pantoum.cli.report import asked_report, print_json, print_notes
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.evaluation import Evaluation
    from pantoum.exported.seq2seq import ExportedPredictor
    from pantoum.predictor import Predictor

# The flags that it reads, and their defaults.
FLAGS = {
    **SEARCH,
    **MODELS,
    **GROUP,
    "errors": None,
    "report": None,
    "seed": 1,
    "train": None,
    "target_column": None,
}


def run(model: Any, options: argparse.Namespace) -> None:
    """Predict, score, and print."""
    evaluate = _evaluated_export if model.exported else _evaluated
    evaluation = evaluate(model, options)
    print_notes(evaluation.notes)
    if options.errors is not None:
        _write_errors(model, evaluation, options.errors)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.seq2seq.tables import print_report

    print_report(model.config.data, evaluation)


def _evaluated_export(model: ExportedPredictor, options: argparse.Namespace) -> Evaluation:
    """The scores of an exported model, without PyTorch."""
    from pantoum.exported.evaluating import evaluate_exported, read_examples

    asked_report(model, options)
    form, group = options.data_format, options.group
    test = read_examples(model, options.test, form, options.target_column, group)
    train = None
    if options.train is not None:
        train = read_examples(model, options.train, form, group=group).examples
    with naming_lines(options.test):
        return evaluate_exported(
            model,
            test.examples,
            notes=test.notes,
            train=train,
            seed=options.seed,
            unseen_group=options.unseen_group,
            **{name: getattr(options, name) for name in SEARCH},
        )


def _evaluated(model: Predictor, options: argparse.Namespace) -> Evaluation:
    from pantoum.predictor.evaluating import evaluate_pairs
    from pantoum.predictor.examples import read_pairs

    report = asked_report(model, options)
    of_group = {name: getattr(options, name) for name in GROUP}
    form = options.data_format
    test = read_pairs(model, options.test, form, options.target_column, **of_group)
    train = None
    if options.train is not None:
        train = read_pairs(model, options.train, form, **of_group).examples
    with naming_lines(options.test):
        return evaluate_pairs(
            model,
            test.examples,
            notes=test.notes,
            train=train,
            seed=options.seed,
            report=report,
            unseen_group=options.unseen_group,
            **{name: getattr(options, name) for name in SEARCH},
        )


def _write_errors(model: Any, evaluation: Evaluation, name: str) -> None:
    """Write the input, the right output and the predicted one of each example that is not exactly
    right; of several right outputs the closest.
    """
    from pantoum.metrics import closest_text, split_symbols

    data = model.config.data
    units = data.target_units
    count = 0
    with output_stream(name) as out:
        rows = zip(evaluation.inputs, evaluation.references, evaluation.outputs, strict=True)
        for example, texts, output in rows:
            target = closest_text(texts, output, units, data.normalization)
            right, predicted = (
                split_symbols(text, units, data.normalization) for text in (target, output)
            )
            if right != predicted:
                count += 1
                beside = [example.features or ""] if model.reads_features else []
                beside += [] if example.group is None else [example.group]
                out.write(cells_line((example.source, target, output, *beside), out.isatty()))
    say(f"{count:,} of {len(evaluation.outputs):,} outputs are wrong; {name} has them")
