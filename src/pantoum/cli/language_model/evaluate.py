"""``pantoum evaluate`` with a language model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.report import print_json, report, scores_table

if TYPE_CHECKING:
    from pantoum.predictor import LanguageModelPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"report": None, "seed": 1}


def run(model: LanguageModelPredictor, options: argparse.Namespace) -> None:
    """Score the lines of a text file, and print."""
    from pantoum.data import read_texts
    from pantoum.predictor.evaluating import evaluate_texts
    from pantoum.predictor.reporting import refuse_report

    refuse_report(options.report)
    texts = read_texts(options.test, options.data_format).texts
    evaluation = evaluate_texts(model, texts, seed=options.seed)
    if options.json:
        print_json(evaluation.to_dict())
        return
    with report() as console:
        console.print(scores_table(evaluation))
