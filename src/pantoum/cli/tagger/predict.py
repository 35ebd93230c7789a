"""``pantoum predict`` with a tagger: a file of words gets its tags, plain text becomes words and
tags.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.cli.answers import Answer, Answered
from pantoum.cli.lines import answer_lines
from pantoum.cli.streams import output_bytes, output_stream

if TYPE_CHECKING:
    from pantoum.predictor import Tagging, TagPredictor

# The flags that it reads, and what they are if they are not given.
FLAGS = {"format": None, "nbest": None, "scheme": None, "workers": None}


def run(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag the input: in its own form if it is a file of words, and no other form is asked for."""
    from pantoum.tasks.tagger import read_words

    _check_flags(model, options)
    if not _is_words(options.input):
        answer_lines(options, answering(model, options))
    elif options.format is None:
        fill_file(model, options)
    else:
        sentences = [
            sentence.words
            for sentence in read_words(Path(options.input), model.words_column).sentences
        ]
        with output_stream(options.output) as out:
            out.writelines(line + "\n" for line in _written(model, sentences, options))


def _is_words(name: str) -> bool:
    from pantoum.data import TOKEN_SUFFIXES

    return Path(name).suffix.lower() in TOKEN_SUFFIXES


def answering(model: TagPredictor, options: argparse.Namespace) -> Answer:
    """What answers lines of plain text."""
    return lambda lines: Answered(
        list(_written(model, [line.text.split() for line in lines], options))
    )


def fill_file(model: TagPredictor, options: argparse.Namespace) -> None:
    """Write the file again with its tags predicted, and all else as it was."""
    from pantoum.tasks.tagger import read_alike

    file = read_alike(Path(options.input), model.words_column, model.schemes, need_tags=False)
    taggings = model([sentence.words for sentence in file.sentences], scheme=options.scheme)
    filled = file.filled(
        {name: [tagging.columns[name] for tagging in taggings] for name in model.schemes}
    )
    with output_bytes(options.output) as out:
        out.write(filled)


def text_lines(taggings: Sequence[Tagging]) -> Iterator[str]:
    """The tags alone: one line in, one line out."""
    yield " ".join(taggings[0].tags)


def tsv_lines(taggings: Sequence[Tagging]) -> Iterator[str]:
    """A word and its tags on each line, and an empty line behind each sentence."""
    best = taggings[0]
    for cells in zip(best.words, *best.columns.values(), strict=True):
        yield "\t".join(cells)
    yield ""


def jsonl_lines(taggings: Sequence[Tagging]) -> Iterator[str]:
    """One object for each tagging, with the probability of each tag."""
    for rank, tagging in enumerate(taggings, start=1):
        shown = {
            "words": tagging.words,
            "tags": tagging.columns,
            "rank": rank,
            "probability": _chosen(tagging),
            "log_probability": {
                name: round(value, 6) for name, value in tagging.log_probability.items()
            },
        }
        yield json.dumps(shown, ensure_ascii=False)


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines}


def _chosen(tagging: Tagging) -> dict[str, list[float]]:
    """For each kind of tags, the probability of the tag of each word."""
    return {
        name: [round(float(row[id]), 4) for row, id in zip(shares, tagging.ids[name], strict=True)]
        for name, shares in (tagging.probabilities or {}).items()
    }


def _written(
    model: TagPredictor, sentences: Sequence[Sequence[str]], options: argparse.Namespace
) -> Iterator[str]:
    write, shares = FORMATS[options.format or "tsv"], options.format == "jsonl"
    for taggings in model.nbest(
        sentences, options.nbest or 1, scheme=options.scheme, probabilities=shares
    ):
        yield from write(taggings)


def _check_flags(model: TagPredictor, options: argparse.Namespace) -> None:
    if options.workers and _is_words(options.input):
        raise argparse.ArgumentError(
            None, "--workers is for lines of plain text, and not for a file of words"
        )
    if options.nbest and options.format != "jsonl":
        raise argparse.ArgumentError(
            None,
            "--nbest gives several taggings of a sentence, for which only --format jsonl has room",
        )
    if options.scheme and set(model.schemes.values()) == {"none"}:
        raise argparse.ArgumentError(
            None, "--scheme is how spans are written, but this model's tags write none"
        )
