"""``pantoum evaluate``: a model's scores on files with known outputs, and their intervals."""

from __future__ import annotations

import argparse
from pathlib import Path

from pantoum.cli.arguments import (
    add_device,
    add_format,
    add_group,
    add_model,
    add_search,
    add_seed,
    command_parser,
    named,
)
from pantoum.cli.by_task import run_by_task
from pantoum.cli.streams import check_output_name
from pantoum.cli.written_files import check_written


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    check_output_name(options.errors)
    check_written([options.errors, options.report], [*options.test, *(options.train or [])])
    return run_by_task(parser, options, "evaluate")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("evaluate", "Score a model on files with known outputs.")
    add_model(parser)
    parser.add_argument(
        "test",
        metavar="TEST",
        nargs="+",
        type=named(Path),
        help="one file with columns, or two aligned ones; for a tagger .conllu or .conll files; "
        "for a language model "
        "a text file",
    )
    add_format(parser)
    parser.add_argument(
        "--target_column",
        metavar="COLUMN",
        type=named(str),
        help="column of the outputs, where it is another one than in training; 2- stands for the "
        "second and all behind it, each of them a right output",
    )
    add_group(parser)
    add_search(parser)
    add_seed(parser)
    parser.add_argument(
        "--train",
        metavar="FILE",
        nargs="+",
        type=named(Path),
        help="the training data, for an encoder-decoder: also score the inputs that are among "
        "them, and those that are not",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object instead of tables"
    )
    parser.add_argument(
        "--errors",
        metavar="FILE",
        help="also write all outputs that are wrong, as lines of input, right and predicted output "
        "with a TAB between; for a tagger word, right and predicted tag, and the sentence; - for "
        "stdout",
    )
    parser.add_argument(
        "--report",
        metavar="FILE.html",
        help="also write a page for a browser: scores, curves of the training, confusions, and all "
        "errors to search and sort; for an encoder-decoder with pictures of its attention",
    )
    add_device(parser)
    return parser
