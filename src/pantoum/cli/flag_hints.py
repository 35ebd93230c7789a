"""What to do about a flag that a command does not have: another one of its own is meant, or it is a
flag of another command.
"""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.cli import COMMANDS
from pantoum.config import Config, by_name
from pantoum.config.other_names import hint, known_as

SETTINGS = tuple(by_name(Config()))


def flag_advice(flag: str, own: Sequence[str], otherwise: str) -> str:
    """What to do about a flag.

    Args:
        flag: as somebody wrote it, without its value.
        own: the flags of the command, without dashes.
        otherwise: what to do where none is likely to be meant.
    """
    name = flag.lstrip("-")
    if known_as(name, own) is None and (elsewhere := commands_with(name)):
        return f"{elsewhere}, and {otherwise}"
    return hint(name, own, "--", otherwise)


def commands_with(name: str) -> str:
    """Which commands have a flag, in a sentence; nothing for one that none has.

    Args:
        name: without dashes; of a setting its last name will do, or what other tools call it.
    """
    from pantoum.cli.completion import flags_of

    owners = [
        f"pantoum {command}"
        for command in COMMANDS
        if any(f"--{name}" in flag.names for flag in flags_of(command))
    ]
    # Experiments of the lab name what they set as training does, which is more often meant.
    if owners in ([], ["pantoum lab"]) and (setting := known_as(name, SETTINGS)):
        name = setting
        owners = ["pantoum train"]
    if not owners:
        return ""
    before = ", ".join(owners[:-1])
    return f"--{name} is a flag of {before}{' and ' if before else ''}{owners[-1]}"
