"""``pantoum predict`` with a tagger: a file of words gets its tags, plain text becomes words and
tags.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.cli.inputs import word_inputs
from pantoum.cli.lines import predict_lines
from pantoum.cli.messages import say
from pantoum.cli.shards import lines_of_shard
from pantoum.cli.streams import Line, output_bytes, output_stream
from pantoum.cli.worker_pool import LinePredictor, PredictedLines

if TYPE_CHECKING:
    from pantoum.data import DataFile
    from pantoum.data.unlike_training import UnlikeTraining
    from pantoum.predictor import Tagging, TagPredictor

# The flags that it reads, and their defaults.
FLAGS = {"format": None, "nbest": None, "scheme": None, "workers": None, "ensemble": None}
FOR_LINES = "--{} is for lines of plain text, and not for a file of words"


def run(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag the input: in its own form if it is a file of words, and no --format names another."""
    from pantoum.data import DataFile
    from pantoum.tasks.tagger import read_words

    _check_flags(model, options)
    with word_inputs(options) as given:
        if not isinstance(given, DataFile):
            opened = nullcontext(given) if options.shard is None else None
            lines = lines_of_shard(options, lambda _: opened or _plain_lines(options))
            _say(predict_lines(options, line_predictor(model, options), lines))
            return
        _refuse_for_words(options)
        if options.format is None:
            fill_file(model, given, options)
            return
        sentences = [sentence.words for sentence in read_words(given, model.words_column).sentences]
        with output_stream(options.output) as out:
            out.writelines(line + "\n" for line in _written(model, sentences, options))
        _say(model.unlike_training(sentences))


def line_predictor(model: TagPredictor, options: argparse.Namespace) -> LinePredictor:
    """What predicts lines of plain text."""
    from pantoum.data import split_words

    def predict(lines: Sequence[Line]) -> PredictedLines:
        sentences = [split_words(line.text) for line in lines]
        written = list(_written(model, sentences, options))
        return PredictedLines(written, model.unlike_training(sentences))

    return predict


def fill_file(model: TagPredictor, given: DataFile, options: argparse.Namespace) -> None:
    """Write a file again with its tags predicted, and all else as it was."""
    from pantoum.tasks.tagger import read_same_columns

    file = read_same_columns(given, model.words_column, list(model.schemes), need_tags=False)
    taggings = model([sentence.words for sentence in file.sentences], scheme=options.scheme)
    filled = file.filled(
        {name: [tagging.columns[name] for tagging in taggings] for name in model.schemes}
    )
    with output_bytes(options.output) as out:
        out.write(filled)
    _say(model.unlike_training([sentence.words for sentence in file.sentences]))


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
        yield json.dumps(tagging.to_dict(rank), ensure_ascii=False)


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines}


def _written(
    model: TagPredictor, sentences: Sequence[Sequence[str]], options: argparse.Namespace
) -> Iterator[str]:
    lines_of = FORMATS[options.format or "tsv"]
    shares = options.format == "jsonl"
    for taggings in model.nbest(
        sentences, options.nbest or 1, scheme=options.scheme, probabilities=shares
    ):
        yield from lines_of(taggings)


def _say(unlike: UnlikeTraining | tuple[()]) -> None:
    """Write at the end how sentences are unlike the training data."""
    from pantoum.data.unlike_training import WHEN_LONGER_TAGGED

    for sentence in unlike.sentences(*WHEN_LONGER_TAGGED) if unlike else ():
        say(sentence)


@contextmanager
def _plain_lines(options: argparse.Namespace) -> Iterator[Iterator[Line]]:
    """The lines of plain text, read anew."""
    with word_inputs(options) as given:
        assert isinstance(given, Iterator)
        yield given


def _refuse_for_words(options: argparse.Namespace) -> None:
    """Refuse what is for lines alone: sentences of a file of words go over many."""
    for name in ("workers", "shard"):
        if getattr(options, name):
            raise argparse.ArgumentError(None, FOR_LINES.format(name))


def _check_flags(model: TagPredictor, options: argparse.Namespace) -> None:
    from pantoum.data.file_format import TOKEN_FORMATS, format_by_name

    if format_by_name(Path(options.input)) in TOKEN_FORMATS:
        _refuse_for_words(options)
    if options.nbest and options.format != "jsonl":
        raise argparse.ArgumentError(
            None,
            "--nbest gives several taggings of a sentence, for which only --format jsonl has room",
        )
    if options.scheme and set(model.schemes.values()) == {"none"}:
        raise argparse.ArgumentError(
            None, "--scheme is how spans are written, but this model's tags write none"
        )
