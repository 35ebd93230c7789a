"""The arguments of ``pantoum train``: its files, and a flag for each setting."""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentError
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from itertools import takewhile
from typing import Any, NamedTuple

from jsonargparse import ArgumentParser, DefaultHelpFormatter

from pantoum.cli.arguments import EMPTY, Parser
from pantoum.cli.flag_hints import flag_advice
from pantoum.cli.settings_file import NAMES, SECTIONS, SETTINGS, SettingsFile
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

# Flags that jsonargparse brings along: what stands behind them, and what they do.
OF_JSONARGPARSE = {
    "--help": (None, "show this help and exit"),
    "--print_config": (
        "[=skip_default]",
        "print all settings as YAML, as the other arguments set them, and exit; with skip_default "
        "only those that do not have their defaults",
    ),
}

# With one dash, and not -o with its directory.
_LONG_FLAG = re.compile(r"-[a-np-z][a-z_-]+")
KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text"}
# Behind each setting jsonargparse writes its type and its default; null stands for "chosen from the
# data".
_BEHIND = re.compile(
    r"\s*\((?:type: (?P<type>.+?))?(?:, )?(?:default: (?P<default>[^()]*))?\)$", re.DOTALL
)
_NO_DEFAULT = ("null", "[]", "")


class Arguments(NamedTuple):
    """The arguments of a command line.

    Attributes:
        options: the values of all arguments by name, those that were not given with their defaults.
        given: the full names of the settings that were given, by a flag or in a file of settings,
            also those that were given their defaults.
    """

    options: dict[str, Any]
    given: frozenset[str]


def parse_arguments(arguments: Sequence[str]) -> Arguments:
    """The values of all arguments, and which settings were given.

    Raises: ArgumentError, which says in one line what is wrong.
    """
    parser = _parser()
    try:
        _check_flags(arguments)
        # --print_config prints what it finds here and ends the program: there the defaults belong.
        prints = any(argument.startswith("--print_config") for argument in arguments)
        given = parser.parse_args(arguments, defaults=prints)
        options = parser.get_defaults()
        options.update(given)
        _check_names(options.as_dict())
    except ArgumentError as error:
        raise ArgumentError(None, _reason(error)) from error
    names = frozenset(name for name, _ in given.items() if name in SETTINGS)
    return Arguments(options.as_dict(), names)


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
    parser.add_argument(
        "train",
        nargs="+",
        metavar="TRAIN",
        help="the training data: one file, two line-aligned ones, inputs and outputs, or an index "
        "(pantoum index)",
    )
    parser.add_argument(
        "--dev",
        nargs="+",
        default=[],
        metavar="DEV",
        help="data to evaluate the model on during training, given as the training data are; by "
        "default a part of the training data is held out",
    )
    parser.add_argument(
        "--output", "-o", required=True, metavar="DIR", help="the model directory to write"
    )
    parser.add_argument(
        "--from",
        metavar="DIR",
        help="start from the weights and vocabularies of this trained model, a directory or "
        "hf://user/name",
    )
    parser.add_argument(
        "--config",
        action=SettingsFile,
        metavar="FILE",
        help="a YAML file of settings, or the config.json of a model; flags behind it override it",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with a run that was stopped; --output names its directory",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace the model that --output already holds"
    )
    parser.add_argument(
        "--seeds",
        metavar="SEEDS",
        help="train with each of these seeds, such as 1-5 or 1,3,7, into --output/seed-N, and "
        "compare them",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="with --seeds: how many runs go on at a time, with a part of the processors each",
    )
    parser.add_argument(
        "--choose",
        default="none",
        metavar="WHAT",
        help="with --seeds: what --output then stands for: best, the run that is best on dev; "
        "ensemble, all of them together; none",
    )
    parser.add_argument(
        "--reporters",
        nargs="+",
        default=[],
        metavar="NAME",
        help="experiment trackers that hear of the training: tensorboard, wandb, mlflow or "
        "trackio; write TRAIN before this flag",
    )
    sections = {name: type(value) for name, value in vars(Config()).items() if is_dataclass(value)}
    general = parser.add_argument_group("What is learned, and from which kind of file")
    general.add_class_arguments(Config, skip=set(sections), as_group=False)
    # One by one: as a part of Config a section would be a flag, too.
    for name, section in sections.items():
        title, _, more = _plain((section.__doc__ or "").partition(".\n")[0]).partition("; ")
        group = parser.add_argument_group(title, more or None)
        group.add_class_arguments(section, name, as_group=False)
    _describe(parser)
    return parser


def _describe(parser: ArgumentParser) -> None:
    """Write what flags do as a reader of a terminal wants it."""
    for action in parser._actions:
        own = OF_JSONARGPARSE.get(action.option_strings[-1] if action.option_strings else "")
        if own is not None:
            action.metavar, action.help = own
        action.help = _plain(action.help or "")
        if isinstance(action.metavar, str):  # a setting is left open where it is left out
            action.metavar = action.metavar.replace(",null}", "}")


def _plain(text: str) -> str:
    """A docstring's text without its markup, on one line."""
    return " ".join(text.replace("`", "").split())


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
    if names.count("reporters") > 1:
        raise ArgumentError(
            None, "--reporters comes twice: give all names behind one, as --reporters wandb mlflow"
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
            return text.removesuffix(".")
        text = text[: behind.start()].removesuffix(".")
        default = behind["default"]
        notes = [] if _shows_choices(action) else _values(behind["type"] or "", text)
        if default is not None and default not in _NO_DEFAULT and action.nargs != 0:
            notes.append(f"default: {default.lower() if default in ('True', 'False') else default}")
        return text + (f" ({'; '.join(notes)})" if notes else "")


def _values(kind: str, text: str) -> list[str]:
    """What a value of a type may be, unless a text says it already."""
    choices = re.findall(r"'(.*?)'", kind)
    if choices:
        switch = ["true", "false"] if "bool" in kind else []
        said = set(re.findall(r"\w+", text)).issuperset(choices) and not switch
        return [] if said else [f"one of {', '.join(switch + choices)}"]
    return [KINDS[name] for name in re.findall(r"\w+", kind) if name in KINDS]


def _shows_choices(action: argparse.Action) -> bool:
    return "{" in str(action.metavar)
