"""``pantoum evaluate`` with a tagger."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.report import print_json, print_notes

if TYPE_CHECKING:
    from pantoum.predictor import TagPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"seed": 1}


def run(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag the files, score, and print."""
    from pantoum.predictor.evaluating import evaluate_tags
    from pantoum.tasks.tagger import read_alike

    files = [read_alike(path, model.words_column, model.schemes) for path in options.test]
    sentences = [sentence for file in files for sentence in file.sentences]
    evaluation = evaluate_tags(model, sentences, seed=options.seed)
    print_notes(evaluation.notes)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.tagger.tables import print_report

    print_report(model.columns, evaluation, sentences)
