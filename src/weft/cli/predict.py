"""``weft predict``: a file or stdin in, a model's answers out, in order."""

from __future__ import annotations

import argparse
from typing import get_args

from weft.cli.arguments import add_device, add_model, add_search, at_least, command_parser, named
from weft.cli.by_task import run_by_task
from weft.config import SpanScheme

FORMATS = ("text", "tsv", "jsonl")


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    if options.beam is not None and (options.nbest or 1) > options.beam:
        parser.error(f"--nbest {options.nbest} needs a --beam at least as wide, but it is {options.beam}")
    return run_by_task(parser, options, "predict")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "predict",
        "Write the model's output for each line of input. An input is a line, with a tab and its features behind it "
        "for a model that reads features (nothing behind the tab: it has none); an empty line has an empty output. "
        "Line ends and tabs inside an output become spaces, but in jsonl they stay. A tagger reads a sentence on each "
        "line, or a .conllu or .conll file, which it writes again with its tags filled in. A language model gives the "
        "log-probability of each line, in nats, and its perplexity.",
    )
    add_model(parser)
    parser.add_argument(
        "input",
        metavar="INPUT",
        type=named(str),
        nargs="?",
        default="-",
        help="a text file, one input a line, or for a tagger a .conllu or .conll file; by default stdin",
    )
    parser.add_argument(
        "--output", "-o", metavar="FILE", type=named(str), default="-", help="where to write; by default stdout"
    )
    add_search(parser)
    parser.add_argument("--nbest", type=at_least(1, int), help="outputs for each input, best first; by default 1")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="text: outputs or tags alone; tsv: input, output, score, or a word and its tags on a line; jsonl: all "
        "that is known; by default text, for a tagger tsv, or the form of a .conllu or .conll file",
    )
    parser.add_argument(
        "--scheme", choices=get_args(SpanScheme), help="how a tagger writes spans; by default as trained"
    )
    add_device(parser)
    return parser
