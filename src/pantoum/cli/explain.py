"""``pantoum explain``: what a trained model does over a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.cli.arguments import (
    add_device,
    add_format,
    add_group,
    add_model,
    add_seed,
    command_parser,
    named,
)
from pantoum.cli.messages import say
from pantoum.cli.named_models import sources_of
from pantoum.cli.pairs import naming_lines
from pantoum.cli.report import print_json, print_notes
from pantoum.data.lines import printable

if TYPE_CHECKING:
    from pantoum.explained import Explanation

# The analyses, by the names that `pantoum.explained.analyses` has for them.
NAMES = (
    "worth",
    "reach",
    "attention",
    "gates",
    "units",
    "attribution",
    "errors",
    "calibration",
)


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    others = sources_of(options.beside or [])
    from pantoum.cli.by_task import load, set_threads
    from pantoum.explained import explain

    set_threads(options)
    with naming_lines(options.data):
        explanation = explain(
            load(options),
            options.data,
            options.output,
            only=options.only,
            train=options.train,
            others=others,
            seed=1 if options.seed is None else options.seed,
            group=options.group,
            unseen_group=options.unseen_group,
            format=options.data_format,
            overwrite=options.overwrite,
            progress=lambda name: say(f"{name} ..."),
        )
    print_notes(explanation.notes)
    if options.json:
        print_json(explanation.to_dict())
    else:
        _print(explanation)
    if options.output is not None:
        from pantoum.explained.folder import PAGE

        say(f"the page is {options.output / PAGE}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "explain",
        "Show what a trained model does over a file: what each of its parts is worth, how far "
        "back gradients reach, where it attends, what its gates and units do, what outputs depend "
        "on, where it errs and how sure it is then.",
    )
    add_model(parser)
    parser.add_argument(
        "data",
        metavar="FILE",
        nargs="+",
        type=named(Path),
        help="inputs with their right outputs, as `pantoum evaluate` reads them, or inputs alone",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        help="also write a page for a browser, its pictures and all numbers into this new "
        "directory",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace the explanation that --output holds"
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        nargs="+",
        choices=NAMES,
        help=f"the analyses to make, among {', '.join(NAMES)}; by default all",
    )
    parser.add_argument(
        "--beside",
        metavar="[NAME=]DIR",
        nargs="+",
        type=named(str),
        help="further models of the same kind, whose gradients are measured on the same file",
    )
    parser.add_argument(
        "--train",
        metavar="FILE",
        nargs="+",
        type=named(Path),
        help="the training data: also show errors by what they hold and what they do not",
    )
    add_format(parser)
    add_group(parser)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object with all numbers"
    )
    add_seed(parser, "which inputs are drawn, and the resamples that intervals come from")
    add_device(parser)
    return parser


def _print(explanation: Explanation) -> None:
    """What was found, in sentences."""
    for finding in explanation.findings:
        if not finding.sentences and not finding.left_out:
            continue
        print(printable(f"{finding.title}. {finding.question}"))
        for sentence in (*finding.sentences, *finding.left_out):
            print(printable(f"  {sentence}"))
        print()
