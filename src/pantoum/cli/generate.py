"""``pantoum generate``: texts that a model writes."""

from __future__ import annotations

import argparse

from pantoum.cli.arguments import add_device, add_model, at_least, command_parser
from pantoum.cli.by_task import run_by_task


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_args(arguments)
    return run_by_task(parser, options, "generate")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "generate",
        "Write texts with a language model, one on each line. What a text says depends on the seed "
        "and on its place among them, and not on how many there are.",
    )
    add_model(parser)
    add_device(parser)
    parser.add_argument(
        "--output", "-o", metavar="FILE", default="-", help="where to write; by default stdout"
    )
    parser.add_argument(
        "--count", type=at_least(1, int), metavar="N", help="number of texts; by default 1"
    )
    parser.add_argument("--prefix", metavar="TEXT", help="what each text starts with")
    parser.add_argument(
        "--temperature",
        type=at_least(0, float),
        metavar="T",
        help="below 1 likely symbols become likelier; 0 takes the likeliest one each time; by "
        "default 1",
    )
    parser.add_argument(
        "--top_k",
        type=at_least(0, int),
        metavar="K",
        help="draw from the K likeliest symbols; by default 0: from all",
    )
    parser.add_argument(
        "--top_p",
        type=at_least(0, float),
        metavar="P",
        help="draw from the likeliest symbols that have this probability together; by default 1: "
        "from all",
    )
    parser.add_argument(
        "--seed", type=at_least(0, int), metavar="N", help="decides what is drawn; by default 1"
    )
    parser.add_argument(
        "--length",
        type=at_least(1, int),
        metavar="MOST",
        help="how many symbols a text has at most, its prefix not counted; by default 1000",
    )
    return parser
