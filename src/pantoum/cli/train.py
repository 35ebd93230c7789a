"""``pantoum train``: from files to a model directory."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentError
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import takewhile
from pathlib import Path
from shlex import quote
from typing import Any

from jsonargparse import ArgumentParser

from pantoum.cli.arguments import EMPTY, Parser
from pantoum.cli.help_text import KINDS, PlainHelp
from pantoum.cli.interrupt import Interrupt
from pantoum.cli.settings_file import NAMES, SettingsFile, advice
from pantoum.config import Config, config_from_dict
from pantoum.errors import PantoumError

USAGE = (
    "pantoum train TRAIN... [--dev DEV...] --output DIR [--seed N] [--config FILE] "
    "[--model.cell gru ...]"
)

DESCRIPTION = (
    "Train a model. One file of pairs has columns (.tsv .csv .jsonl: input, output and perhaps "
    "features), two are "
    "line-aligned input and output: an encoder-decoder learns from them, or a classifier where the "
    "outputs are labels. "
    "One file of words and tags (.conllu .conll) trains a tagger, plain text (.txt) a language "
    "model. What is not set "
    "is chosen from the data, and printed."
)

NEXT = (
    "pantoum: go on with `pantoum evaluate {model} TEST`, `pantoum predict {model} INPUT` or "
    "`pantoum curves {model}` "
    "(`pantoum --help` has more)"
)

FLAGS = (*NAMES, "config", "print_config", "help")
MISSING = "the following arguments are required: "
REQUIRED = {"train": "TRAIN", "output": "--output"}


def run(arguments: list[str]) -> int:
    """Run the command."""
    try:
        _check_flags(arguments)
        options = _parser().parse_args(arguments).as_dict()
        _check_names(options)
    except ArgumentError as error:
        print(f"usage: {USAGE}\npantoum train: error: {_reason(error)}", file=sys.stderr)
        return 2
    output = Path(options["output"])
    train_files(
        [Path(path) for path in options["train"]],
        [Path(path) for path in options["dev"]],
        output,
        config_from_dict({field.name: options[field.name] for field in fields(Config)}),
        resume=options["resume"],
        overwrite=options["overwrite"],
    )
    print(NEXT.format(model=quote(str(output))), file=sys.stderr)
    return 0


def train_files(
    train: Sequence[Path],
    dev: Sequence[Path],
    output: Path,
    config: Config,
    *,
    resume: bool = False,
    overwrite: bool = False,
    stopped: str = "--resume goes on from here",
) -> None:
    """Train on files and write a model directory, with messages on the terminal.

    Args:
        stopped: what to say of going on if a signal stops the run.
    Raises:
        PantoumError: data, settings or an output directory cannot be used.
        SystemExit: Ctrl-C or SIGTERM stopped the run; who stops it does not want what comes after
        it, either.
    """
    if resume and overwrite:
        raise PantoumError(
            "--resume goes on with a run and --overwrite replaces it", remedy="give one of them"
        )
    from pantoum.cli.terminal import best_of, command_listeners
    from pantoum.tasks import prepare
    from pantoum.training.reservation import check_output
    from pantoum.training.run import train_model

    check_output(output, resume, overwrite)
    prepared = prepare(train, dev, config)
    listeners = command_listeners(prepared, output)
    with Interrupt() as interrupt:
        outcome = train_model(
            prepared,
            output,
            listeners,
            stop=lambda: interrupt.requested,
            resume=resume,
            overwrite=overwrite,
        )
    if interrupt.requested and not outcome.finished:
        print(f"pantoum: {outcome.reason}; the model is in {output}; {stopped}", file=sys.stderr)
        raise SystemExit(interrupt.status)
    print(
        f"pantoum: {outcome.reason}; the model is in {output} ({best_of(output)})", file=sys.stderr
    )


class _TrainParser(Parser, ArgumentParser):
    """jsonargparse's parser, with our help."""


def _parser() -> ArgumentParser:
    parser = _TrainParser(
        prog="pantoum train",
        usage=USAGE,
        description=DESCRIPTION,
        formatter_class=PlainHelp,
        exit_on_error=False,
        allow_abbrev=False,
    )
    parser.add_argument("train", nargs="+", metavar="TRAIN", help="training data: one or two files")
    parser.add_argument(
        "--dev",
        nargs="+",
        default=[],
        metavar="DEV",
        help="development data; else a part is held out",
    )
    parser.add_argument(
        "--output", "-o", required=True, metavar="DIR", help="the model directory to write"
    )
    parser.add_argument(
        "--config",
        action=SettingsFile,
        metavar="FILE",
        help="YAML file of settings; flags after it override it",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with the run that was stopped in DIR"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace the model in DIR")
    sections = {name: type(value) for name, value in vars(Config()).items() if is_dataclass(value)}
    parser.add_class_arguments(Config, skip=set(sections))
    # One by one: as a part of Config a section would be a flag, too.
    for name, section in sections.items():
        group = parser.add_argument_group((section.__doc__ or "").partition(".\n")[0])
        group.add_class_arguments(section, name, as_group=False)
    return parser


def _check_flags(arguments: Sequence[str]) -> None:
    """Refuse flags that are none, for jsonargparse takes --output.x for a part of --output, and a
    lost --dev.
    """
    names = []
    for argument in takewhile(lambda argument: argument != "--", arguments):
        name = argument.partition("=")[0].removeprefix("--")
        if argument.startswith("--") and name not in FLAGS:
            raise ArgumentError(None, f"no flag --{name}; {advice(name, FLAGS, '--')}")
        names += [name] if argument.startswith("--") else []
    if names.count("dev") > 1:
        raise ArgumentError(
            None, "--dev comes twice: give two line-aligned files as --dev INPUT OUTPUT"
        )


def _check_names(options: Mapping[str, Any]) -> None:
    """Refuse empty names: they would be the working directory."""
    for name in ("train", "dev", "output"):
        if "" in (options[name] if isinstance(options[name], list) else [options[name]]):
            raise ArgumentError(None, f"{name} {EMPTY}")


def _reason(error: ArgumentError) -> str:
    """What is wrong, in one line."""
    text = " ".join(str(error).split())
    if text.startswith(MISSING):
        return MISSING + ", ".join(
            REQUIRED.get(name, name) for name in text.removeprefix(MISSING).split(", ")
        )
    wrong = re.match(r'(.*)Parser key "(\S+)": (.*)\b(?:Got|Given) value:(.*)', text)
    if wrong is None:
        return text
    place, setting, rule, value = wrong.groups()
    choices = [
        name
        for names in re.findall(r"Literal\[(.*?)\]", rule)
        for name in re.findall(r"'(.*?)'", names)
    ]
    kinds = [
        KINDS[name] for name in re.findall(r"Expected a <class '(\w+)'>", rule) if name in KINDS
    ]
    expected = (
        f"one of {', '.join(dict.fromkeys(choices))}"
        if choices
        else " or ".join(dict.fromkeys(kinds))
    )
    return f"{place}{setting} must be {expected}, but is {value.strip() or repr('')}"
