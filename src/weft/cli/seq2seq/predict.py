"""``weft predict`` with an encoder-decoder: one line in, one line out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from weft.cli.arguments import MODELS, SEARCH
from weft.cli.lines import answer_lines
from weft.cli.pairs import parse_lines
from weft.cli.seq2seq.formats import FORMATS
from weft.cli.streams import Line, input_lines

if TYPE_CHECKING:
    from weft.predictor import Predictor

# The flags that it reads, and what they are if they are not given.
FLAGS: dict[str, Any] = {
    **SEARCH,
    **MODELS,
    "nbest": 1,
    "format": "text",
    "prefix": None,
    "forbid": None,
    "allowed": None,
    "sample": None,
    "temperature": None,
    "top_k": None,
    "top_p": None,
    "seed": None,
}
DRAWING = ("temperature", "top_k", "top_p", "seed")


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict all lines of the input, and say at the end what of it was unknown to the model."""
    from weft.data import Unknown

    _check(options)
    asked = _asked(options)
    unknown, without = Unknown(), 0

    def answer(lines: Sequence[Line]) -> Iterator[str]:
        nonlocal unknown, without
        sources, features = parse_lines(model, lines)
        unknown += model.unknown_symbols(sources, features).inputs
        for source, predictions in zip(sources, model(sources, features, **asked), strict=True):
            without += predictions[0].score == float("-inf")
            yield from FORMATS[options.format](source, predictions)

    answer_lines(options, answer)
    if unknown:
        print(f"weft: {unknown.told('input symbols')}", file=sys.stderr)
    if without:
        print(f"weft: inputs without an output that keeps what was asked for: {without:,}", file=sys.stderr)


def _check(options: argparse.Namespace) -> None:
    drawing = [name for name in DRAWING if getattr(options, name) is not None]
    searching = [name for name in SEARCH if getattr(options, name) is not None]
    if drawing and not options.sample:
        raise argparse.ArgumentError(None, f"--{drawing[0]} is of outputs that are drawn: add --sample")
    if searching and options.sample:
        raise argparse.ArgumentError(None, f"--{searching[0]} is of a search, and --sample draws outputs in its place")


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of every output."""
    from weft.predictor import Sampling

    asked: dict[str, Any] = {"nbest": options.nbest, "attention": options.format in ("jsonl", "pharaoh")}
    asked |= {"prefix": options.prefix, "forbidden": options.forbid}
    if options.allowed:
        with input_lines(options.allowed) as lines:
            asked["allowed"] = [line.text for line in lines]
    if not options.sample:
        return asked | {name: getattr(options, name) for name in SEARCH}
    given = {name: getattr(options, name) for name in ("temperature", "top_k", "top_p")}
    sampling = Sampling(**{name: value for name, value in given.items() if value is not None})
    return asked | {"sample": sampling, "seed": options.seed or 0}
