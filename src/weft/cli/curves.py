"""``weft curves``: a picture of a training run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    from weft.plots import plot_curves

    plot_curves(options.model / "metrics.jsonl", options.output)
    print(f"weft: the picture is {options.output}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="weft curves", description="Draw the loss and the dev scores of a training run."
    )
    parser.add_argument("model", metavar="DIR", type=Path, help="the model directory")
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        type=Path,
        default=Path("curves.png"),
        help="a .png or .svg file; by default curves.png",
    )
    return parser
