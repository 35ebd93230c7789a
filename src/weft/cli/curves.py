"""``weft curves``: a picture of a training run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from weft.cli.arguments import add_model, add_picture, command_parser
from weft.errors import WeftError

PICTURE = "curves.png"


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    from weft.plots import plot_curves

    if not options.model.is_dir():
        raise WeftError(f"{options.model}: no such directory; give the directory that `weft train --output` wrote")
    picture = options.output or Path(PICTURE)
    plot_curves(options.model / "metrics.jsonl", picture)
    print(f"weft: the picture is {picture}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("curves", "Draw the loss and the dev scores of a training run.")
    add_model(parser)
    add_picture(parser, PICTURE)
    return parser
