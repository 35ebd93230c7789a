"""``pantoum plot``: a picture of what a model does."""

from __future__ import annotations

import argparse
from pathlib import Path

from pantoum.cli.arguments import (
    add_device,
    add_format,
    add_group,
    add_model,
    add_picture,
    command_parser,
)
from pantoum.cli.by_task import fill, load, module_of
from pantoum.cli.messages import say
from pantoum.cli.written_files import check_written


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    from pantoum.plots.figure import check_picture_path

    if options.output is not None:
        check_written([options.output], [options.input])
        check_picture_path(options.output)
    model = load(options)
    drawing = module_of(model.task, "plot")
    fill(parser, options, model.task, drawing)
    if options.output is None:
        options.output = Path(drawing.PICTURE)
        check_picture_path(options.output)
    warning, what = drawing.run(model, options)
    if warning:
        say(f"warning: {warning}")
    say(f"{what}; the picture is {options.output}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "plot",
        "Draw the attention of an encoder-decoder while it writes an output, how likely each tag "
        "of a sentence is to a tagger, or the confusions of a tagger or classifier.",
    )
    add_model(parser)
    parser.add_argument(
        "input",
        metavar="INPUT",
        help="one input or sentence, in quotes if it has spaces; for a classifier, or a tagger, a "
        "test file",
    )
    parser.add_argument(
        "--features", help="features of the input, for an encoder-decoder that reads some"
    )
    add_group(
        parser, "a test file has them in a column, as the training data had, and one input needs it"
    )
    parser.add_argument(
        "--column", help="the kind of tags to draw, for a tagger; by default the first"
    )
    add_format(parser)
    add_picture(parser, "attention.png, tags.png or confusions.png")
    add_device(parser)
    return parser
