"""``pantoum evaluate`` with a tagger."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pantoum.cli.messages import cells_line, say
from pantoum.cli.report import asked_report, print_json, print_notes
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.data import Sentence
    from pantoum.evaluation import Evaluation
    from pantoum.exported.tagger import ExportedTagger
    from pantoum.predictor import TagPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"ensemble": None, "errors": None, "report": None, "seed": 1}


def run(model: TagPredictor | ExportedTagger, options: argparse.Namespace) -> None:
    """Tag the files, score, and print."""
    from pantoum.tasks.tagger import read_test_sentences

    report = asked_report(model, options)
    sentences, notes = read_test_sentences(
        options.test, model.words_column, model.schemes, options.data_format
    )
    evaluate = _evaluated_export if model.exported else _evaluated
    evaluation = evaluate(model, sentences, notes, options.seed, report)
    print_notes(evaluation.notes)
    if options.errors is not None:
        _write_errors(model, sentences, evaluation.outputs, options.errors)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.tagger.tables import print_report

    print_report(model.columns, evaluation, sentences)


def _evaluated_export(
    model: Any, sentences: Sequence[Sentence], notes: Sequence[str], seed: int, report: None
) -> Evaluation:
    """The scores of an exported model, without PyTorch."""
    from pantoum.exported.evaluating_tags import evaluate_exported_tags

    return evaluate_exported_tags(model, sentences, notes=notes, seed=seed)


def _evaluated(
    model: Any, sentences: Sequence[Sentence], notes: Sequence[str], seed: int, report: Any
) -> Evaluation:
    from pantoum.predictor.evaluating import evaluate_tags

    return evaluate_tags(model, sentences, notes=notes, seed=seed, report=report)


def _write_errors(
    model: TagPredictor | ExportedTagger,
    sentences: Sequence[Sentence],
    predicted: Sequence[Sequence[Sequence[str]]],
    name: str,
) -> None:
    """Write each word that has a wrong tag: the word, the right tag and the predicted one, the
    sentence, and where there are several kinds of tags, the name of the column.
    """
    count = 0
    with output_stream(name) as out:
        for number, sentence in enumerate(sentences):
            for place, column in enumerate(model.columns):
                named = [column.name] if len(model.columns) > 1 else []
                tags = predicted[place][number]
                for word, right, tag in zip(
                    sentence.words, sentence.tags[place], tags, strict=True
                ):
                    if right != tag:
                        count += 1
                        cells = (word, right, tag, " ".join(sentence.words), *named)
                        out.write(cells_line(cells, out.isatty()))
    total = sum(len(sentence.words) for sentence in sentences) * len(model.columns)
    say(f"{count:,} of {total:,} tags are wrong; {name} has them")
