"""``weft evaluate``: a model's scores on files with known outputs."""

from __future__ import annotations

import argparse
from pathlib import Path

from weft.cli.arguments import add_model, add_search, command_parser, named
from weft.cli.by_task import fill, module_of


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    import weft

    model = weft.load(options.model)
    fill(parser, options, model.task, "evaluate")
    module_of(model.task, "evaluate").run(model, options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("evaluate", "Score a model on files with known outputs.")
    add_model(parser)
    parser.add_argument(
        "test", metavar="TEST", nargs="+", type=named(Path), help="one file with columns, or two aligned ones"
    )
    add_search(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser
