"""``pantoum evaluate`` with a tagger."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pantoum.cli.lines import cell
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.data import Sentence
    from pantoum.predictor import TagPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"ensemble": None, "errors": None}


def run(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag the files, score, and print."""
    from pantoum.tasks.tagger import read_alike, score_columns, unknown_notes

    files = [read_alike(path, model.words_column, model.schemes) for path in options.test]
    sentences = [sentence for file in files for sentence in file.sentences]
    began = time.perf_counter()
    predicted = model.tags([sentence.words for sentence in sentences])
    seconds = time.perf_counter() - began
    scores = score_columns(model.columns, sentences, predicted, model.knows)
    for note in unknown_notes(model.columns, sentences, "test"):
        print(f"pantoum: {note}", file=sys.stderr)
    if options.errors is not None:
        _write_errors(model, sentences, predicted, options.errors)
    if options.json:
        print(json.dumps(_object(scores, seconds)))
        return
    from pantoum.cli.tagger.tables import print_report

    print_report(model.columns, scores, sentences, predicted, seconds)


def _write_errors(
    model: TagPredictor,
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
                        out.write("\t".join(map(cell, cells)) + "\n")
    total = sum(len(sentence.words) for sentence in sentences) * len(model.columns)
    print(f"pantoum: {count:,} of {total:,} tags are wrong; {name} has them", file=sys.stderr)


def _object(scores: dict[str, dict[str, float]], seconds: float) -> dict[str, Any]:
    """The scores of an only column as they are, those of several under their names."""
    rounded = {
        name: {key: round(value, 4) for key, value in one.items()} for name, one in scores.items()
    }
    only = next(iter(rounded.values()))
    if len(rounded) == 1:
        return {**only, "seconds": round(seconds, 3)}
    return {
        **rounded,
        "examples": only["examples"],
        "words": only["words"],
        "seconds": round(seconds, 3),
    }
