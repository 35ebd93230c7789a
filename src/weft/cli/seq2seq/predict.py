"""``weft predict`` with an encoder-decoder: one line in, one line out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from weft.cli.lines import answer_lines, cell
from weft.cli.pairs import parse_lines
from weft.cli.streams import Line

if TYPE_CHECKING:
    from weft.predictor import Prediction, Predictor

# The flags that it reads, and what they are if they are not given.
FLAGS = {"beam": None, "length_penalty": None, "nbest": 1, "format": "text"}


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict all lines of the input, and say at the end what of it was unknown to the model."""
    from weft.data import Unknown

    unknown = Unknown()

    def answer(lines: Sequence[Line]) -> Iterator[str]:
        nonlocal unknown
        sources, features = parse_lines(model, lines)
        unknown += model.unknown_symbols(sources, features).inputs
        found = model.nbest(
            sources,
            features,
            options.nbest,
            beam=options.beam,
            length_penalty=options.length_penalty,
            attention=options.format == "jsonl",
        )
        for source, predictions in zip(sources, found, strict=True):
            yield from FORMATS[options.format](source, predictions)

    answer_lines(options, answer)
    if unknown:
        print(f"weft: {unknown.told('input symbols')}", file=sys.stderr)


def text_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The outputs alone, one on a line."""
    for prediction in predictions:
        yield cell(prediction.text)


def tsv_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """Input, output and score."""
    for prediction in predictions:
        yield f"{cell(source)}\t{cell(prediction.text)}\t{prediction.score:.4f}"


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


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines}
