"""``pantoum push``: a model to the Hugging Face hub."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pantoum.cli.arguments import add_model, command_parser, named


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.sharing import push

    done = push(options.model, options.name, private=options.private, onnx=options.onnx)
    print(
        f"pantoum: {len(done.files)} files are sent ({done.page}); `pantoum predict "
        f'{done.address}` and pantoum.load("{done.address}") use the model',
        file=sys.stderr,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "push",
        "Send a model to the Hugging Face hub: its files, and its card with the dev scores as "
        "metadata, in one commit. Checkpoints and the record of the run stay here. Log in with "
        "`hf auth login` or set HF_TOKEN first.",
    )
    add_model(parser)
    parser.add_argument(
        "name",
        metavar="USER/NAME",
        type=named(str),
        help="the name of the model on the hub; made if it is not there",
    )
    parser.add_argument(
        "--private",
        action="store_true",
        help="only you and those whom you allow can read it; by default everybody can",
    )
    parser.add_argument(
        "--onnx",
        metavar="FILE",
        type=named(Path),
        help="an exported file to send as model.onnx; by default that of the directory, if it has "
        "one",
    )
    return parser
