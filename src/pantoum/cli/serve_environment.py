"""The flags of ``pantoum serve`` as variables of the environment."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping

VARIABLE = "PANTOUM_SERVE_"
MODELS = f"{VARIABLE}MODELS"
TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")


def variables_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """The variable of each flag, and of the models."""
    return {
        f"{VARIABLE}{action.dest.upper()}": action
        for action in parser._actions
        if action.dest != "help"
    }


def table_of(parser: argparse.ArgumentParser) -> str:
    """All variables, each with its flag, in words."""
    return ", ".join(
        f"{name} ({action.option_strings[0] if action.option_strings else action.metavar})"
        for name, action in variables_of(parser).items()
    )


def with_environment(
    parser: argparse.ArgumentParser, arguments: list[str], environment: Mapping[str, str]
) -> list[str]:
    """The arguments of a command with those that stand in the environment, and with its flags as
    we write them.

    Ends with wrong usage for a variable that has no value which its flag may have.
    """
    given = [_with_underscores(argument) for argument in arguments]
    named = {argument.partition("=")[0] for argument in given}
    added: list[str] = []
    for name, action in variables_of(parser).items():
        value = environment.get(name, "")
        if value == "" or named & {*action.option_strings}:
            continue
        if not action.option_strings:
            if not parser.parse_known_intermixed_args(given)[0].models:
                given += ["--", *shlex.split(value)]
        else:
            added += _flag(parser, name, action, value)
    return [*added, *given]


def _flag(
    parser: argparse.ArgumentParser, name: str, action: argparse.Action, value: str
) -> list[str]:
    """A flag with the value of its variable."""
    flag = action.option_strings[0]
    if action.nargs == 0:
        if value.lower() not in TRUE + FALSE:
            parser.error(f"{name} must be 1 or 0, but is {value}")
        return [flag] if value.lower() in TRUE else []
    values = value.split() if action.nargs == "+" else [value]
    for one in values:
        try:
            parser._get_value(action, one)
        except argparse.ArgumentError as error:
            parser.error(f"{name} {error.message}")
    return [f"{flag}={one}" for one in values]


def _with_underscores(argument: str) -> str:
    """A flag with underscores where it was written with hyphens."""
    flag, equals, value = argument.partition("=")
    if not flag.startswith("--") or len(flag) < 3:
        return argument
    return f"--{flag[2:].replace('-', '_')}{equals}{value}"
