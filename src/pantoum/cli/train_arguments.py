"""The arguments of ``pantoum train``: its files, and a flag for each setting."""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentError
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from itertools import takewhile
from typing import Any

from jsonargparse import ArgumentParser, DefaultHelpFormatter

from pantoum.cli.arguments import EMPTY, Parser
from pantoum.cli.flag_hints import flag_advice
from pantoum.cli.settings_file import NAMES, SECTIONS, SettingsFile
from pantoum.config import NO_SETTINGS, Config

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

FLAGS = (*NAMES, "config", "print_config", "help")
MISSING = "the following arguments are required: "
REQUIRED = {"train": "TRAIN", "output": "--output"}

# With one dash, and not -o with its directory.
_LONG_FLAG = re.compile(r"-[a-np-z][a-z_-]+")
KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text"}
# Behind each setting jsonargparse writes its type and its default; null stands for "chosen from the
# data".
_BEHIND = re.compile(
    r"\s*\((?:type: (?P<type>.+?))?(?:, )?(?:default: (?P<default>[^()]*))?\)$", re.DOTALL
)
_NO_DEFAULT = ("null", "[]", "")


def parse_arguments(arguments: Sequence[str]) -> dict[str, Any]:
    """The values of all arguments by name.

    Raises: ArgumentError, which says in one line what is wrong.
    """
    try:
        _check_flags(arguments)
        options = _parser().parse_args(arguments).as_dict()
        _check_names(options)
    except ArgumentError as error:
        raise ArgumentError(None, _reason(error)) from error
    return options


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
        "--from",
        metavar="DIR",
        help="start from the weights and vocabularies of this trained model",
    )
    parser.add_argument(
        "--config",
        action=SettingsFile,
        metavar="FILE",
        help="YAML file of settings, or the config.json of a model; flags after it override it",
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
        if _LONG_FLAG.fullmatch(argument):
            raise ArgumentError(None, f"no flag {argument}; {_advice(argument[1:])}")
        if argument.startswith("--") and name not in FLAGS:
            raise ArgumentError(None, f"no flag --{name}; {_advice(name)}")
        names += [name] if argument.startswith("--") else []
    if names.count("dev") > 1:
        raise ArgumentError(
            None, "--dev comes twice: give two line-aligned files as --dev INPUT OUTPUT"
        )


def _advice(name: str) -> str:
    """What to do about a flag that is none."""
    if name in SECTIONS:
        return NO_SETTINGS
    return flag_advice(name, FLAGS, "`pantoum train --help` lists the flags")


def _check_names(options: Mapping[str, Any]) -> None:
    """Refuse empty names: they would be the working directory."""
    for name in ("train", "dev", "output", "from"):
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


class PlainHelp(DefaultHelpFormatter):
    """Says what a value may be as a reader would, and no default where there is none."""

    def _expand_help(self, action: argparse.Action) -> str:
        text = super()._expand_help(action)
        behind = _BEHIND.search(text)
        if behind is None:
            return text
        default = behind["default"]
        notes = [] if _shows_choices(action) else _values(behind["type"] or "")
        if default is not None and default not in _NO_DEFAULT and action.nargs != 0:
            notes.append(f"default: {default.lower() if default in ('True', 'False') else default}")
        return text[: behind.start()] + (f" ({'; '.join(notes)})" if notes else "")


def _values(kind: str) -> list[str]:
    choices = re.findall(r"'(.*?)'", kind)
    if choices:
        switch = ["true", "false"] if "bool" in kind else []
        return [f"one of {', '.join(switch + choices)}"]
    return [KINDS[name] for name in re.findall(r"\w+", kind) if name in KINDS]


def _shows_choices(action: argparse.Action) -> bool:
    return "{" in str(action.metavar)
