"""``weft plot``: a picture of where a model looks."""

from __future__ import annotations

import argparse
import sys

from weft.cli.arguments import add_model, add_picture, command_parser
from weft.errors import WeftError


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    import weft
    from weft.plots import plot_attention
    from weft.plots.figure import check_picture_path

    check_picture_path(options.output)
    model = weft.load(options.model)
    prediction = model(options.input, options.features)
    if prediction.attention is None:
        raise WeftError(f"{options.model}: the model was trained without attention, so there is nothing to draw")
    warning = plot_attention(prediction, options.output)
    if warning:
        print(f"weft: warning: {warning}", file=sys.stderr)
    done = f"{options.input} -> {prediction.text}; the picture is {options.output}"
    print(f"weft: {' '.join(done.splitlines())}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("plot", "Draw where a model looks while it writes an output.")
    add_model(parser)
    parser.add_argument("input", metavar="INPUT", help="one input, in quotes if it has spaces")
    parser.add_argument("--features", help="its features, for a model that reads some")
    add_picture(parser, "attention.png")
    return parser
