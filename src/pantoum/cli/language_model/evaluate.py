"""``pantoum evaluate`` with a language model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.report import asked_report, print_json, report, scores_table

if TYPE_CHECKING:
    from pantoum.evaluation import Evaluation
    from pantoum.exported.language_model import ExportedLanguageModel
    from pantoum.predictor import LanguageModelPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"report": None, "seed": 1}


def run(model: Any, options: argparse.Namespace) -> None:
    """Score the lines of a text file, and print."""
    evaluate = _evaluated_export if model.exported else _evaluated
    evaluation = evaluate(model, options)
    if options.json:
        print_json(evaluation.to_dict())
        return
    with report() as console:
        console.print(scores_table(evaluation))


def _evaluated_export(model: ExportedLanguageModel, options: argparse.Namespace) -> Evaluation:
    """The scores of an exported model, without PyTorch."""
    from pantoum.data import read_texts
    from pantoum.exported.evaluating_texts import evaluate_exported_texts

    asked_report(model, options)
    texts = read_texts(options.test, options.data_format).texts
    return evaluate_exported_texts(model, texts, seed=options.seed)


def _evaluated(model: LanguageModelPredictor, options: argparse.Namespace) -> Evaluation:
    from pantoum.data import read_texts
    from pantoum.predictor.evaluating import evaluate_texts
    from pantoum.predictor.reporting import refuse_report

    refuse_report(options.report)
    texts = read_texts(options.test, options.data_format).texts
    return evaluate_texts(model, texts, seed=options.seed)
