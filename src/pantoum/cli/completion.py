"""``pantoum completion``: a script with which a shell completes commands, flags and values."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from pantoum.cli import COMMANDS
from pantoum.cli.arguments import command_parser
from pantoum.config import Config
from pantoum.config.rules import rules_of
from pantoum.config.settings import SECTIONS

# Where a command's parser is not in the command's own module.
PARSERS = {"train": "pantoum.cli.train_arguments"}
# Flags of `pantoum train` that `pantoum tune` refuses.
NOT_OF_TUNE = {"--choose", "--overwrite", "--seeds"}

BASH = """\
# source <(pantoum completion bash)
_pantoum() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD - 1]}}"
    local words=""
    COMPREPLY=()
    # bash takes --flag=value for three words.
    if [ "$word" = "=" ]; then
        word=""
    elif [ "$before" = "=" ]; then
        before="${{COMP_WORDS[COMP_CWORD - 2]}}"
    fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        case "$word" in
        -*) words="--help --version" ;;
        *) words="{commands}" ;;
        esac
    else
        case "${{COMP_WORDS[1]}} $before" in
{values}
        *)
            case "$word" in
            -*)
                case "${{COMP_WORDS[1]}}" in
{flags}
                esac
                ;;
            esac
            ;;
        esac
    fi
    if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); fi
}}
complete -o default -F _pantoum pantoum
"""

ZSH = """\
# source <(pantoum completion zsh)
_pantoum() {{
    local command="${{words[2]}}" before="${{words[CURRENT - 1]}}" word="${{words[CURRENT]}}"
    if (( CURRENT == 2 )); then
        case "$word" in
        -*) compadd -- --help --version ;;
        *) compadd -- {commands} ;;
        esac
        return
    fi
    if [[ "$word" == --*=* ]]; then
        before="${{word%%=*}}"
        compset -P "*="
    fi
    case "$command $before" in
{values}
    esac
    if [[ "$word" == -* && "$word" != *=* ]]; then
        case "$command" in
{flags}
        esac
    else
        _files
    fi
}}
compdef _pantoum pantoum
"""

# fish's own __fish_seen_subcommand_from takes a file that is called train for the command.
FISH = """\
# pantoum completion fish > ~/.config/fish/completions/pantoum.fish
function __pantoum_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = $argv[1]
end
function __pantoum_no_command
    test (count (commandline -opc)) -eq 1
end
complete -c pantoum -n __pantoum_no_command -l help -d 'show the help'
complete -c pantoum -n __pantoum_no_command -l version -d 'show the versions'
"""


class Flag(NamedTuple):
    """A flag of a command, or its first argument, if that may have few values.

    names: all of them, as --output and -o; none of an argument; values: those that it may have, if
    they are few; takes_value: whether one stands behind it; what: its description.
    """

    names: Sequence[str]
    values: Sequence[str]
    takes_value: bool
    what: str


# `pantoum help` is no command of its own: what stands behind it is one.
TOPIC = Flag([], list(COMMANDS), False, "the command to tell of")
ABOUT = {**COMMANDS, "help": "tell of a command and its flags"}


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    print(SHELLS[options.shell](all_flags()), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "completion",
        "Print a script with which a shell completes commands, flags and values. Put it where the "
        "shell finds it: source <(pantoum completion bash) in ~/.bashrc, the same with zsh in "
        "~/.zshrc behind compinit, or pantoum completion fish > "
        "~/.config/fish/completions/pantoum.fish",
    )
    parser.add_argument("shell", choices=tuple(SHELLS), help="the shell")
    return parser


def all_flags() -> dict[str, list[Flag]]:
    """The flags of every command, and what may stand behind ``pantoum help``."""
    flags = {command: flags_of(command) for command in COMMANDS}
    # A study hands on what it does not know to each of its trainings.
    own = {name for flag in flags["tune"] for name in flag.names} | NOT_OF_TUNE
    flags["tune"] += [flag for flag in flags["train"] if not own & {*flag.names}]
    return flags | {"help": [TOPIC]}


def flags_of(command: str) -> list[Flag]:
    """The flags of a command, as its own parser has them."""
    parser = import_module(PARSERS.get(command, f"pantoum.cli.{command}"))._parser()
    settings = choices_of_settings()
    flags = []
    for action in parser._actions:
        if action.help == argparse.SUPPRESS or not (action.option_strings or action.choices):
            continue
        values = action.choices or settings.get(action.dest, ())
        what = " ".join((action.help or "").replace("%%", "%").split()).removesuffix(".")
        takes_value = action.nargs != 0
        flags.append(Flag(action.option_strings, [*map(str, values)], takes_value, what))
    return flags


def choices_of_settings() -> dict[str, Sequence[Any]]:
    """The values of each setting that has few, by the full name of the setting."""
    sections = {"": Config, **{f"{name}.": section for name, section in SECTIONS.items()}}
    return {
        f"{prefix}{name}": (*rule.choices, "true", "false") if rule.kind is bool else rule.choices
        for prefix, section in sections.items()
        for name, rule in rules_of(section).items()
        if rule.choices or rule.kind is bool
    }


def bash(flags: Mapping[str, Sequence[Flag]]) -> str:
    """The script for bash."""
    return BASH.format(
        commands=" ".join(flags),
        values=_cases(flags, '        {}) words="{}" ;;'),
        flags="\n".join(
            f'                {command}) words="{_names(of_one)}" ;;'
            for command, of_one in flags.items()
        ),
    )


def zsh(flags: Mapping[str, Sequence[Flag]]) -> str:
    """The script for zsh."""
    return ZSH.format(
        commands=" ".join(flags),
        values=_cases(flags, "    {}) compadd -- {}; return ;;"),
        flags="\n".join(
            f"        {command}) compadd -- {_names(of_one)} ;;"
            for command, of_one in flags.items()
        ),
    )


def fish(flags: Mapping[str, Sequence[Flag]]) -> str:
    """The script for fish."""
    lines = []
    for command, of_one in flags.items():
        what = _in_quotes(ABOUT[command])
        lines.append(f"complete -c pantoum -n __pantoum_no_command -f -a {command} -d {what}")
        for flag in of_one:
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                for name in flag.names
            )
            value = " -r" if flag.takes_value else ""
            if flag.values:
                value = f" -x -a {_described(flag.values)}"
            lines.append(
                f"complete -c pantoum -n '__pantoum_command {command}' "
                f"{names}{value} -d {_in_quotes(flag.what)}"
            )
    return FISH + "\n".join(lines) + "\n"


SHELLS: dict[str, Callable[[Mapping[str, Sequence[Flag]]], str]] = {
    "bash": bash,
    "zsh": zsh,
    "fish": fish,
}


def _in_quotes(text: str) -> str:
    """A text in quotes for fish, which escapes in another way than other shells: without what would
    have to be escaped.
    """
    without = text.replace("\\", "").replace("'", "’")
    return f"'{without}'"


def _cases(flags: Mapping[str, Sequence[Flag]], line: str) -> str:
    """A line for each flag with few values, with the patterns that it matches and the values."""
    return "\n".join(
        line.format(
            "|".join(f'"{command} {name}"' for name in flag.names or [command]),
            " ".join(flag.values),
        )
        for command, of_one in flags.items()
        for flag in of_one
        if flag.values
    )


def _names(flags: Sequence[Flag]) -> str:
    return " ".join(name for flag in flags for name in flag.names)


def _described(values: Sequence[str]) -> str:
    """Values as fish takes them. Behind a tab stands what is said of each: nothing, or all of them
    would have what is said of the flag.
    """
    return "'" + " ".join(f"{value}\\t" for value in values) + "'"
