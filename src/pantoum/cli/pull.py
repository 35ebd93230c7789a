"""``pantoum pull``: a model from the Hugging Face hub."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from shlex import quote

from pantoum.cli.arguments import command_parser, named


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    from pantoum.sharing import pull

    done = pull(options.name, revision=options.revision, output=options.output)
    print(
        f"pantoum: the model is in {quote(str(done.folder))} ({len(done.files)} files of "
        f"{done.address})",
        file=sys.stderr,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "pull",
        "Write a model of the Hugging Face hub into a directory. Only the files of a model are "
        "fetched, and checked before anything is written. Other commands take hf://user/name "
        "itself where they take a model directory.",
    )
    parser.add_argument(
        "name", metavar="USER/NAME", type=named(str), help="the name of the model on the hub"
    )
    parser.add_argument(
        "--revision",
        type=named(str),
        help="a branch, a tag or a commit; by default the newest of the main branch",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        help="the directory to write, new or empty; by default NAME",
    )
    return parser
