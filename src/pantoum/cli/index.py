"""``pantoum index``: a corpus larger than memory, encoded once."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pantoum.cli.arguments import add_format, command_parser, named
from pantoum.cli.data_settings import add_data_settings, data_settings
from pantoum.cli.messages import say
from pantoum.config import Config

if TYPE_CHECKING:
    from pantoum.data.indexing.build import Done

# Settings that an index does not have: they are of other tasks, or of pairs with more than an input
# and an output.
LEFT_OUT = (
    *("group_column", "group_temperature", "unseen_group", "weight_column", "feature_order"),
    *("words_column", "tag_columns", "tag_scheme"),
)
# Seconds between two lines on how far the reading is.
BETWEEN = 5.0


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.tasks.indexing import make_index

    config = Config(task=options.task, format=options.data_format, data=data_settings(options))
    began = time.perf_counter()
    folder = options.output
    made = make_index(
        options.train,
        folder,
        config,
        overwrite=options.overwrite,
        leave_out=options.leave_out_unusable,
        report=_Report(),
        announce=say,
    )
    for note in made.notes:
        say(note)
    seconds = max(time.perf_counter() - began, 1e-9)
    what = f"{folder} has {made.pairs:,} pairs"
    if made.new:
        say(f"{what}, indexed in {seconds:,.0f} s ({made.pairs / seconds:,.0f} a second)")
    else:
        say(f"{what} already: nothing to do")
    say(f"go on with `pantoum train {quote(str(folder))} --dev DEV --output DIR`")
    return 0


class _Report:
    """Says now and then how far the reading is."""

    def __init__(self) -> None:
        self._began = self._said = time.perf_counter()
        self._before: int | None = None

    def __call__(self, done: Done) -> None:
        now = time.perf_counter()
        if self._before is None:
            self._before = done.pairs
            self._began = now
            return
        if now - self._said < BETWEEN:
            return
        self._said = now
        speed = (done.pairs - self._before) / (now - self._began)
        share = "" if done.share is None else f" {100 * done.share:.0f} % of the data,"
        say(f"{done.pairs:,} pairs,{share} {speed:,.0f} a second")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "index",
        "Encode a corpus once into a directory that pantoum train takes in the place of a file, "
        "so that it trains with little memory, whatever the size of the corpus. It has pairs for "
        "an encoder-decoder: files with columns (.tsv .csv .jsonl .parquet), a folder of such "
        "files, or two line-aligned files of text, compressed or not. A command that was stopped "
        "goes on when it is given again.",
    )
    parser.add_argument(
        "train",
        metavar="TRAIN",
        nargs="+",
        type=named(Path),
        help="the training data: files of one format, a folder of them, or two line-aligned files",
    )
    parser.add_argument(
        "--output",
        "-o",
        required=True,
        metavar="DIR",
        type=named(Path),
        help="the directory to write",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace the index that --output already holds"
    )
    parser.add_argument(
        "--leave_out_unusable",
        action="store_true",
        help="leave out lines that cannot be used, such as one without an output, and say how many",
    )
    add_format(parser)
    parser.add_argument(
        "--task",
        choices=("seq2seq",),
        help="what is to be trained; by default inferred from the data",
    )
    add_data_settings(parser, LEFT_OUT)
    return parser
