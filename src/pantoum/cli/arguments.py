"""What the commands' arguments have in common."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_args

from pantoum.cli.messages import message_line
from pantoum.config import (
    Combine,
    GivenFormat,
    SearchConfig,
    UnseenGroup,
)
from pantoum.config.rules import Rule, descriptions_of, rules_of
from pantoum.hub import is_address

T = TypeVar("T")

# The flags of `add_search`, which only encoder-decoders use, and their values where they are left
# out.
SEARCH: dict[str, Any] = {setting.name: None for setting in fields(SearchConfig)}
GROUP: dict[str, Any] = {"group": None, "unseen_group": None}
MODELS: dict[str, Any] = {"ensemble": None, "combine": None, "int8": None, "shortlist": None}

# Where a command reads groups by default, in words.
GROUP_COLUMN = "each input has its own, in the column that had the groups in the training data"

# What argparse says of flags that it does not know.
UNKNOWN = "unrecognized arguments: "
EMPTY = "must not be empty: is a variable of the shell not set?"


class Parser(argparse.ArgumentParser):
    """A parser whose help raises OSError when it cannot be written; argparse would say nothing."""

    def print_help(self, file: Any = None) -> None:
        print(self.format_help(), end="", file=file)


class CommandParser(Parser):
    """A parser to which ``-- --`` is an argument that is missing; argparse would take it for one
    and leave it out.
    """

    def parse_intermixed_args(self, args: Any = None, namespace: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        options = super().parse_intermixed_args(args, namespace)
        missing = [
            str(one.metavar)
            for one in self._get_positional_actions()
            if getattr(options, one.dest) == []
        ]
        if missing:
            self.error(f"the following arguments are required: {', '.join(missing)}")
        return options

    def error(self, message: str) -> NoReturn:
        """End with wrong usage; a flag that is none comes with the one that is likely meant."""
        if message.startswith(UNKNOWN):
            flags = [one for one in message.removeprefix(UNKNOWN).split() if one[:1] == "-"]
            if flags:
                from pantoum.cli.flag_hints import flag_advice

                flag = flags[0].partition("=")[0]
                flags_of_command = self._option_string_actions
                own = [one.removeprefix("--") for one in flags_of_command if one[:2] == "--"]
                message += f"; {flag_advice(flag, own, f'{self.prog} --help lists the flags')}"
        super().error(message_line(message))

    def format_usage(self) -> str:
        """One line, without the dozens of flags, which stood between a user and what is wrong."""
        if (
            self.usage is not None
        ):  # argparse keeps it there while it has positional arguments set aside
            return f"usage: {self.usage}"
        frames = {"?": "[{}]", "+": "{} [{} ...]", "*": "[{} ...]"}
        places = [
            (one.nargs, one.metavar or one.dest.upper()) for one in self._get_positional_actions()
        ]
        arguments = [frames.get(str(count), "{}").format(name, name) for count, name in places]
        usage = " ".join([self.prog, *arguments, "[--flag ...]"])
        return f"usage: {usage}; {self.prog} --help lists the flags\n"


def command_parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser for ``pantoum COMMAND``; every flag is to be written in full."""
    return CommandParser(prog=f"pantoum {command}", description=description, allow_abbrev=False)


def add_model(parser: argparse.ArgumentParser) -> None:
    """The first argument of most commands."""
    parser.add_argument(
        "model",
        metavar="DIR",
        type=named(model_place),
        help="the model directory, or hf://user/name[@revision] on the Hugging Face hub",
    )


def add_search(parser: argparse.ArgumentParser) -> None:
    """How outputs are searched for: a flag for each setting of `SearchConfig`."""
    add = parser.add_argument_group(
        "search", "for an encoder-decoder; what is left out is as the settings of the model have it"
    ).add_argument
    descriptions = descriptions_of(SearchConfig)
    for name, rule in rules_of(SearchConfig).items():
        if rule.choices:
            add(f"--{name}", choices=rule.choices, help=descriptions[name])
        else:
            add(f"--{name}", type=value_of(rule), metavar="N", help=descriptions[name])
    add(
        "--ensemble",
        metavar="DIR",
        type=named(model_place),
        action="extend",
        nargs="+",
        help="more models, which decide together with the first one; also for classifiers and "
        "taggers",
    )
    add(
        "--combine",
        choices=get_args(Combine),
        help="how they decide together: by the mean of their probabilities (the default) or of "
        "their log-probabilities, or by a vote",
    )
    add(
        "--shortlist",
        action="store_true",
        default=None,
        help="search only among the output symbols that the symbols of the input make likely: "
        "faster with a large vocabulary",
    )
    add(
        "--int8",
        action="store_true",
        default=None,
        help="compute with the decoder's weights in 8 bits: faster, with slightly other scores",
    )


def add_group(parser: argparse.ArgumentParser, default: str = GROUP_COLUMN) -> None:
    """The group of the inputs, for models that read groups.

    Args:
        default: where groups are read when this flag is left out, in words.
    """
    parser.add_argument(
        "--group",
        metavar="NAME",
        type=named(str),
        help="one group for all inputs, such as their language, for a model that reads groups; by "
        f"default {default}",
    )
    parser.add_argument(
        "--unseen_group",
        choices=get_args(UnseenGroup),
        help="what to do with a group that training has not seen: refuse it, or read it as "
        "unknown; by default as the model was trained",
    )


def add_seed(
    parser: argparse.ArgumentParser, decides: str = "the resamples that intervals come from"
) -> None:
    """What decides all that is drawn.

    Args:
        decides: what that is.
    """
    parser.add_argument(
        "--seed",
        type=at_least(0, int),
        metavar="N",
        help=f"decides {decides}; by default 1",
    )


def add_format(parser: argparse.ArgumentParser, flag: str = "--format") -> None:
    """How the file of a command is written; the attribute is `data_format`, for `--format` of
    ``pantoum predict`` is of the output.
    """
    parser.add_argument(
        flag,
        dest="data_format",
        choices=get_args(GivenFormat),
        default="auto",
        help="how the file is written; by default inferred from its name and content",
    )


def add_device(parser: argparse.ArgumentParser, *, workers: bool = False) -> None:
    """Where the model computes, and with how many threads.

    Args:
        workers: the command has --workers, which share the threads.
    """
    parser.add_argument(
        "--device",
        default="auto",
        help="cpu, cuda, mps, ..., or auto: a GPU if there is one; by default auto",
    )
    parser.add_argument(
        "--threads",
        metavar="N",
        type=at_least(1, int),
        help=f"CPU threads{', which all --workers share' if workers else ''}; by default as many "
        "as there are processors for the command",
    )


def add_picture(parser: argparse.ArgumentParser, default: str) -> None:
    """Where a picture goes."""
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        type=named(Path),
        help=f"a .png, .svg or .pdf file; by default {default}",
    )


def named(kind: Callable[[str], T]) -> Callable[[str], T]:
    """A type of argument: the name of a file or directory; an empty one would be the working
    directory.
    """

    def parse(text: str) -> T:
        if not text:
            raise argparse.ArgumentTypeError(EMPTY)
        return kind(text)

    return parse


def model_place(text: str) -> Path | str:
    """A type of argument: a model directory, or the address of a model on the hub as it is
    written; a path would lose one of its slashes.
    """
    return text if is_address(text) else Path(text)


def value_of(rule: Rule) -> Callable[[str], int | float]:
    """A type of argument: a number that the rule of a setting allows."""

    def parse(text: str) -> int | float:
        try:
            value = rule.kind(text)
        except ValueError:
            value = None
        if value is None or not rule.allows(value):
            raise argparse.ArgumentTypeError(f"must be {rule.in_words()}, but is {text}")
        return value

    return parse


def at_least(least: int | float, kind: type[int] | type[float]) -> Callable[[str], int | float]:
    """A type of argument: a number that is not below `least`, nor infinite."""

    def parse(text: str) -> int | float:
        try:
            value = kind(text)
        except ValueError:
            value = math.nan
        if not least <= value < math.inf:
            what = "a whole number" if kind is int else "a number"
            raise argparse.ArgumentTypeError(f"must be {what} of at least {least}, but is {text}")
        return value

    return parse
