"""``pantoum curves``: a picture of a training run."""

from __future__ import annotations

import argparse
from pathlib import Path

from pantoum.cli.arguments import add_model, add_picture, command_parser
from pantoum.cli.messages import say
from pantoum.errors import PantoumError

PICTURE = "curves.png"
METRICS = "metrics.jsonl"


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    from pantoum.model_dir import local_folder
    from pantoum.plots import plot_curves

    folder = local_folder(options.model)
    if not folder.is_dir():
        raise PantoumError(
            "no such directory;",
            where=str(options.model),
            remedy="give the directory that `pantoum train --output` wrote",
        )
    if not (folder / METRICS).exists():
        raise PantoumError(
            f"holds no {METRICS}, the numbers of a training run, which copies of a model need not "
            "have;",
            where=str(options.model),
            remedy="give the directory that `pantoum train --output` wrote",
        )
    picture = options.output or Path(PICTURE)
    plot_curves(folder / METRICS, picture)
    say(f"the picture is {picture}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("curves", "Draw the loss and the dev scores of a training run.")
    add_model(parser)
    add_picture(parser, PICTURE)
    return parser
