"""``weft predict`` with an encoder-decoder: one line in, one line out."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from weft.cli.streams import Line, input_lines, output_stream
from weft.errors import WeftError

if TYPE_CHECKING:
    from weft.predictor import Prediction, Predictor

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK = 2_000

# The flags that it reads, and what they are if they are not given.
FLAGS = {"beam": None, "length_penalty": None, "nbest": 1, "format": "text"}

_BETWEEN_CELLS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict all lines of the input."""
    # Somebody who types waits for the answer to each line.
    chunk = 1 if _at_a_terminal(options.input) else CHUNK
    with input_lines(options.input) as lines, output_stream(options.output) as out:
        write(model, lines, out, options, chunk)


def write(model: Predictor, lines: Iterable[Line], out: TextIO, options: argparse.Namespace, chunk: int) -> None:
    """Predict all lines, chunk by chunk, and write the answers in the lines' order."""
    iterator = iter(lines)
    while part := list(islice(iterator, chunk)):
        sources, features = _parse(model, part)
        found = _predict(model, part, sources, features, options)
        for source, predictions in zip(sources, found, strict=True):
            out.writelines(line + "\n" for line in FORMATS[options.format](source, predictions))
        out.flush()


def _predict(
    model: Predictor,
    part: Sequence[Line],
    sources: Sequence[str],
    features: Sequence[str | None],
    options: argparse.Namespace,
) -> list[list[Prediction]]:
    """The outputs for some lines; an input that cannot be used is named by its line."""
    from weft.predictor import InputError

    try:
        return model.nbest(
            sources,
            features,
            options.nbest,
            beam=options.beam,
            length_penalty=options.length_penalty,
            attention=options.format == "jsonl",
        )
    except InputError as error:
        raise WeftError(f"{part[error.row].place}: {error}") from error


def text_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The outputs alone, one on a line."""
    for prediction in predictions:
        yield _cell(prediction.text)


def tsv_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """Input, output and score."""
    for prediction in predictions:
        yield f"{_cell(source)}\t{_cell(prediction.text)}\t{prediction.score:.4f}"


def jsonl_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """One object for each output, with its symbols and its attention."""
    for rank, prediction in enumerate(predictions, start=1):
        attention = (
            None
            if prediction.attention is None
            else [[round(float(weight), 4) for weight in row] for row in prediction.attention]
        )
        yield json.dumps(
            {
                "source": source,
                "text": prediction.text,
                "rank": rank,
                "score": round(prediction.score, 6),
                "log_probability": round(prediction.log_probability, 6),
                "tokens": prediction.tokens,
                "source_tokens": prediction.source_tokens,
                "attention": attention,
            },
            ensure_ascii=False,
        )


def _at_a_terminal(name: str) -> bool:
    return name == "-" and sys.stdin.isatty()


def _cell(text: str) -> str:
    """A text for one cell of one line: a model of texts with line ends or tabs may write some, too."""
    return _BETWEEN_CELLS.sub(" ", text)


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines}


def _parse(model: Predictor, lines: Sequence[Line]) -> tuple[list[str], list[str | None]]:
    from weft.data import parse_input

    parsed = [parse_input(line.text, line.place, model.reads_features) for line in lines]
    return [source for source, _ in parsed], [features for _, features in parsed]
