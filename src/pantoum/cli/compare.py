"""``pantoum compare``: which of two systems is better, and whether that can be chance."""

from __future__ import annotations

import argparse
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, get_args

from pantoum.cli.arguments import (
    add_device,
    add_format,
    add_group,
    add_seed,
    command_parser,
    model_place,
    named,
)
from pantoum.cli.messages import cells_line
from pantoum.cli.pairs import naming_lines
from pantoum.cli.report import print_json, print_notes, report
from pantoum.cli.streams import check_output_name, output_stream
from pantoum.cli.written_files import check_written
from pantoum.config import UnitName
from pantoum.data.lines import printable
from pantoum.metrics import bounds_of, name_of, value_of

if TYPE_CHECKING:
    from rich.table import Table

    from pantoum.evaluation import Comparison

# A difference with a larger p-value may well be chance.
CHANCE = 0.05
LEAST_P = 0.001


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    check_output_name(options.list)
    check_written([options.list], [options.a, options.b, *options.test])
    from pantoum.cli.by_task import set_threads
    from pantoum.predictor import compare

    set_threads(options)
    with naming_lines(options.test):
        comparison = compare(
            options.a,
            options.b,
            options.test,
            units=options.units,
            seed=1 if options.seed is None else options.seed,
            device=options.device,
            form=options.data_format,
            group=options.group,
            unseen_group=options.unseen_group,
        )
    print_notes(comparison.notes)
    if options.list is not None:
        _write_list(comparison, options.list)
    if options.json:
        print_json(comparison.to_dict())
    else:
        _print_report(comparison, options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "compare",
        "Compare two systems on a test set: show the scores of both, and for each score the "
        "difference with its 95 % interval and its p-value.",
    )
    for name in ("a", "b"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            type=named(model_place),
            help="a model directory or its address on the hub, or a file with the outputs of any "
            "program, one on each line; for tags a file of words and tags",
        )
    parser.add_argument(
        "test",
        metavar="TEST",
        nargs="+",
        type=named(Path),
        help="inputs with their right outputs: one file with columns, or two line-aligned ones; "
        "for taggers .conllu or .conll files; for language models a text file",
    )
    add_format(parser)
    add_group(parser)
    parser.add_argument(
        "--units",
        choices=get_args(UnitName),
        help="what outputs are split into to be scored; by default as the first model does, or "
        "inferred from the right outputs if no model is given",
    )
    parser.add_argument(
        "--list",
        metavar="FILE",
        help="also write the examples that only one of the two has right, one on each line, with "
        "tabs between: A or B, input, right output, output of A, output of B; - for stdout",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_seed(parser)
    add_device(parser)
    return parser


def _print_report(comparison: Comparison, options: argparse.Namespace) -> None:
    outcomes = comparison.outcomes
    with report() as console:
        console.print(_table(comparison))
    print(printable(f"A: {quote(str(options.a))}, B: {quote(str(options.b))}"))
    print(
        f"of {comparison.examples:,} examples A does better in {outcomes.a_better:,}, B in "
        f"{outcomes.b_better:,}, and {outcomes.ties:,} are ties (exact test: "
        f"p {_p_value(outcomes.p_value)})"
    )
    if all(one.p_value > CHANCE for one in comparison.differences.values()):
        print(f"no difference of a score is significant: every p-value is above {CHANCE}")


def _table(comparison: Comparison) -> Table:
    from rich.table import Table

    table = Table("score", title=f"{comparison.examples:,} examples")
    for name in ("A", "B", "B - A", "95 % interval", "p"):
        table.add_column(name, justify="right")
    for name, one in comparison.differences.items():
        values = (value_of(name, value) for value in (one.a, one.b))
        table.add_row(
            name_of(name),
            *values,
            f"{one.difference:+,.2f}",
            bounds_of(one.interval),
            _p_value(one.p_value),
        )
    return table


def _p_value(value: float) -> str:
    return f"< {LEAST_P}" if value < LEAST_P else f"{value:.3f}"


def _write_list(comparison: Comparison, name: str) -> None:
    with output_stream(name) as out:
        for one in comparison.disputed:
            out.write(cells_line(one, out.isatty()))
