"""``weft predict`` with a tagger: a file of words gets its tags, plain text becomes words and tags."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from weft.cli.streams import input_lines, output_bytes, output_stream

if TYPE_CHECKING:
    from weft.predictor import Tagging, TagPredictor

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK = 2_000

# The flags that it reads, and what they are if they are not given.
FLAGS = {"format": None, "nbest": None, "scheme": None}


def run(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag the input: in its own form if it is a file of words, and no other form is asked for."""
    from weft.data import TOKEN_SUFFIXES

    _check_flags(model, options)
    is_token_file = Path(options.input).suffix.lower() in TOKEN_SUFFIXES
    if is_token_file and options.format is None:
        fill_file(model, options)
    elif is_token_file:
        write_words(model, options)
    else:
        write_lines(model, options)


def fill_file(model: TagPredictor, options: argparse.Namespace) -> None:
    """Write the file again with its tags predicted, and all else as it was."""
    from weft.tasks.tagger import read_alike

    file = read_alike(Path(options.input), model.words_column, model.schemes, need_tags=False)
    taggings = model([sentence.words for sentence in file.sentences], scheme=options.scheme)
    filled = file.filled({name: [tagging.columns[name] for tagging in taggings] for name in model.schemes})
    with output_bytes(options.output) as out:
        out.write(filled)


def write_words(model: TagPredictor, options: argparse.Namespace) -> None:
    """Write the sentences of a file of words in another form."""
    from weft.tasks.tagger import read_words

    sentences = read_words(Path(options.input), model.words_column).sentences
    with output_stream(options.output) as out:
        out.writelines(_written(model, [sentence.words for sentence in sentences], options))


def write_lines(model: TagPredictor, options: argparse.Namespace) -> None:
    """Tag plain text, a sentence on each line, chunk by chunk."""
    # Somebody who types waits for the answer to each line.
    chunk = 1 if options.input == "-" and sys.stdin.isatty() else CHUNK
    with input_lines(options.input) as lines, output_stream(options.output) as out:
        while part := list(islice(lines, chunk)):
            out.writelines(_written(model, [line.text.split() for line in part], options))
            out.flush()


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
            "log_probability": {name: round(value, 6) for name, value in tagging.log_probability.items()},
        }
        yield json.dumps(shown, ensure_ascii=False)


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines}


def _chosen(tagging: Tagging) -> dict[str, list[float]]:
    """For each kind of tags, the probability of the tag of each word."""
    return {
        name: [round(float(row[id]), 4) for row, id in zip(shares, tagging.ids[name], strict=True)]
        for name, shares in (tagging.probabilities or {}).items()
    }


def _written(model: TagPredictor, sentences: Sequence[Sequence[str]], options: argparse.Namespace) -> Iterator[str]:
    write = FORMATS[options.format or "tsv"]
    shares = options.format == "jsonl"
    for taggings in model.nbest(sentences, options.nbest or 1, scheme=options.scheme, probabilities=shares):
        for line in write(taggings):
            yield line + "\n"


def _check_flags(model: TagPredictor, options: argparse.Namespace) -> None:
    if options.nbest and options.format != "jsonl":
        raise argparse.ArgumentError(
            None, "--nbest gives several taggings of a sentence, for which only --format jsonl has room"
        )
    if options.scheme and set(model.schemes.values()) == {"none"}:
        raise argparse.ArgumentError(None, "--scheme is how spans are written, but this model's tags write none")
