"""``weft predict``: lines in, outputs out, in order."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from weft.cli.streams import input_lines, output_stream
from weft.errors import WeftError

if TYPE_CHECKING:
    from weft.predictor import Prediction, Predictor

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK = 2_000


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    if options.beam is not None and options.nbest > options.beam:
        raise WeftError(f"--nbest {options.nbest} needs a --beam at least as wide, but it is {options.beam}")
    import weft

    model = weft.load(options.model)
    with output_stream(options.output) as out:
        write(model, input_lines(options.input), out, options)
    return 0


def write(model: Predictor, lines: Iterable[str], out: TextIO, options: argparse.Namespace) -> None:
    """Predict all lines, chunk by chunk, and write the answers in the lines' order."""
    for chunk in _chunks(lines):
        sources, features = _parse(model, chunk)
        beam = options.beam or max(model.config.search.beam, options.nbest)
        found = model.nbest(sources, features, options.nbest, beam=beam, length_penalty=options.length_penalty)
        for source, predictions in zip(sources, found, strict=True):
            out.writelines(line + "\n" for line in FORMATS[options.format](source, predictions))
        out.flush()


def text_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The outputs alone, one on a line."""
    for prediction in predictions:
        yield prediction.text


def tsv_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """Input, output and score."""
    for prediction in predictions:
        yield f"{source}\t{prediction.text}\t{prediction.score:.4f}"


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="weft predict", description="Write the model's output for each line of input."
    )
    parser.add_argument("model", metavar="DIR", type=Path, help="the model directory")
    parser.add_argument(
        "input",
        metavar="INPUT",
        nargs="?",
        default="-",
        help="a text file, one input a line; by default stdin",
    )
    parser.add_argument("--output", "-o", metavar="FILE", default="-", help="where to write; by default stdout")
    parser.add_argument("--beam", type=int, help="hypotheses kept at each step; 1 is greedy; by default as trained")
    parser.add_argument("--nbest", type=int, default=1, help="outputs for each input, best first")
    parser.add_argument(
        "--length_penalty",
        type=float,
        help="exponent of the length that divides scores; by default as trained",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text: outputs; tsv: input, output, score; jsonl: with attention",
    )
    return parser


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _parse(model: Predictor, lines: Sequence[str]) -> tuple[list[str], list[str | None]]:
    from weft.data import parse_input

    parsed = [parse_input(line, model.reads_features) for line in lines]
    return [source for source, _ in parsed], [features for _, features in parsed]
