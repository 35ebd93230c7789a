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
        help="inputs with their right outputs: one file with columns, or two line-aligned ones; "
        "for a tagger .conllu or .conll files; for a language model a text file",
    )
    add_format(parser)
    parser.add_argument(
        "--target_column",
        metavar="COLUMN",
        type=named(str),
        help="the column of the right outputs, if it is not the one of the training data; 2- means "
        "the second column and all after it, each of which has a right output",
    )
    add_group(parser)
    add_search(parser)
    add_seed(parser)
    parser.add_argument(
        "--train",
        metavar="FILE",
        nargs="+",
        type=named(Path),
        help="the training data, for an encoder-decoder: also show the scores of the inputs that "
        "are in these data, and of those that are not",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object instead of tables"
    )
    parser.add_argument(
        "--errors",
        metavar="FILE",
        help="also write all wrong outputs to this file, one on each line: input, right output and "
        "predicted output, with tabs between; for a tagger word, right tag, predicted tag and "
        "sentence; - for stdout",
    )
    parser.add_argument(
        "--report",
        metavar="FILE.html",
        help="also write a page for a browser, with scores, curves of the training, confusions, "
        "and all errors to search and sort; for an encoder-decoder also pictures of its attention",
    )
    add_device(parser)
    return parser
