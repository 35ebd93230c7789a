"""The flags of a command that starts another one, apart from the arguments that it hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Split(NamedTuple):
    """Arguments in two parts, each in its order."""

    own: list[str]
    others: list[str]


def split_flags(arguments: Sequence[str], flags: Mapping[str, int]) -> Split:
    """Tell some flags, with their values, from all else; behind ``--`` nothing is a flag.

    Args:
        flags: by name, such as ``--jobs``: how many values stand behind each, 0 or 1.
    """
    own: list[str] = []
    others: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            others += [argument, *waiting]
            break
        name, equals, _ = argument.partition("=")
        if name not in flags:
            others.append(argument)
            continue
        own.append(argument)
        if flags[name] and not equals:
            own += [value for value in [next(waiting, None)] if value is not None]
    return Split(own, others)
