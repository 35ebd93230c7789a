"""``weft train``: from files to a model directory."""

from __future__ import annotations

import sys
from argparse import ArgumentError
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonargparse import ArgumentParser, Namespace

from weft.cli.interrupt import Interrupt
from weft.config import Config, config_from_dict
from weft.errors import WeftError

USAGE = "weft train TRAIN... [--dev DEV...] --output DIR [--seed N] [--config FILE] [--model.cell gru ...]"

DESCRIPTION = (
    "Train an encoder-decoder. One file has columns (.tsv .csv .jsonl: input, output and perhaps features); "
    "two files are line-aligned input and output. What is not set is chosen from the data, and printed."
)


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except ArgumentError as error:
        print(f"usage: {USAGE}\nweft train: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    train_files(
        [Path(path) for path in options.train],
        [Path(path) for path in options.dev],
        Path(options.output),
        _config(options),
        resume=options.resume,
        overwrite=options.overwrite,
    )
    return 0


def train_files(
    train: Sequence[Path],
    dev: Sequence[Path],
    output: Path,
    config: Config,
    *,
    resume: bool = False,
    overwrite: bool = False,
) -> None:
    """Train on files and write a model directory, telling the terminal how it goes.

    Raises: WeftError for data, settings or an output directory that cannot be used.
    """
    if resume and overwrite:
        raise WeftError("--resume goes on with a run and --overwrite replaces it: give one of them")
    from weft.cli.terminal import terminal_reporter
    from weft.training.loop import Trainer
    from weft.training.run_dir import check_output
    from weft.training.setup import prepare

    check_output(output, replace=resume or overwrite)
    prepared = prepare(train, dev, config)
    reporter = terminal_reporter(prepared, output)
    with Interrupt() as interrupt:
        trainer = Trainer(prepared, output, reporter, stop=lambda: interrupt.asked)
        outcome = trainer.run(resume=resume, overwrite=overwrite)
    print(f"weft: {outcome.reason}; the model is in {output}", file=sys.stderr)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="weft train", usage=USAGE, description=DESCRIPTION, exit_on_error=False)
    parser.add_argument("train", nargs="+", metavar="TRAIN", help="training data: one or two files")
    parser.add_argument("--dev", nargs="+", default=[], metavar="DEV", help="development data; else a part is held out")
    parser.add_argument("--output", "-o", required=True, metavar="DIR", help="the model directory to write")
    parser.add_argument("--config", action="config", help="YAML file of settings; flags after it override it")
    parser.add_argument("--resume", action="store_true", help="go on with the run that was stopped in DIR")
    parser.add_argument("--overwrite", action="store_true", help="replace the model in DIR")
    parser.add_class_arguments(Config)
    return parser


def _config(options: Namespace) -> Config:
    values: dict[str, Any] = options.as_dict()
    return config_from_dict({name: values[name] for name in ("seed", "data", "model", "training", "search")})
