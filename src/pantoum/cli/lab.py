"""``pantoum lab``: experiments with recurrent networks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pantoum.cli.arguments import at_least, command_parser, named, value_of
from pantoum.cli.messages import say
from pantoum.config.rules import Rule, descriptions_of, rules_of
from pantoum.lab import EXPERIMENTS, Experiment, Progress

FOLDER = "pantoum-lab"
# Stands where an experiment does, and checks answers to exercises.
CHECK = "check"
# The setting that is two paths.
DATA = "data"
SEEDS = Rule(int, minimum=0)
CLEAR_LINE = "\r\x1b[K"


def run(arguments: list[str]) -> int:
    """Run the command."""
    if arguments[:1] == [CHECK]:
        from pantoum.cli import lab_check

        return lab_check.run(arguments[1:])
    name = arguments[0] if arguments[:1] and arguments[0] in EXPERIMENTS else None
    options = _parser(name).parse_args(arguments)
    if options.name is None:
        print(_list(), end="")
        return 0
    if options.name == CHECK:
        _parser().error(f"{CHECK} comes first: pantoum lab {CHECK} EXERCISE FILE")
    if name is None:  # which stands behind flags; not all of them need be its own
        options = _parser(options.name).parse_args(arguments)
    return _perform(options)


def _perform(options: argparse.Namespace) -> int:
    experiment = EXPERIMENTS[options.name]
    given = {
        one.name: value
        for one in fields(experiment.defaults)
        if (value := getattr(options, one.name)) is not None
    }
    folder = options.output or Path(FOLDER) / options.name
    import torch

    torch.set_num_threads(options.threads)  # the networks are small: a second one would wait
    result = experiment.function(
        seeds=options.seeds, output=folder, listen=_Display(options.name), **given
    )
    if options.json:
        from pantoum.cli.report import print_json

        print_json(result.to_dict())
    else:
        print(result)
    picture = result.save(folder)
    say(f"runs and values are in {folder}, the picture is {picture}")
    return 0


class _Display:
    """Progress on stderr: one line that changes in a terminal, one for each run elsewhere."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._live = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        if progress.stored or not (self._live or progress.ended):
            return
        line = f"{self._name} {progress.number}/{progress.total}: {progress.name}"
        if progress.detail:
            line += f": {progress.detail}"
        end = "\n" if progress.ended else ""
        if self._live:
            print(f"{CLEAR_LINE}{line}", end=end, file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr)


def _list() -> str:
    lines = [f"  {name:<12} {one.summary}\n" for name, one in EXPERIMENTS.items()]
    return (
        "experiments:\n"
        + "".join(lines)
        + "\n`pantoum lab NAME --help` has the settings of one. `pantoum lab check` lists "
        "exercises, and checks answers to them.\n"
    )


def _parser(name: str | None = None) -> argparse.ArgumentParser:
    """The parser of one experiment; without a name, one with the flags of all."""
    experiments = EXPERIMENTS if name is None else {name: EXPERIMENTS[name]}
    parser = command_parser(
        "lab",
        "Repeat an experiment with recurrent networks on made data: print a table, what a paper "
        "claims and what was found, and draw a picture. Without a name: list the experiments. "
        "pantoum lab check EXERCISE FILE checks an answer to an exercise.",
    )
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        choices=(*EXPERIMENTS, CHECK),
        help="the experiment; pantoum lab lists them; or check, for exercises",
    )
    parser.add_argument(
        "--seeds",
        type=_several(SEEDS),
        default=(1, 2, 3),
        metavar="N[,N-M]",
        help="a run for each of them, as in 1-3 or 1,5; by default 1-3",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        help=f"where runs are kept, none of which is repeated; by default {FOLDER}/NAME",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--threads",
        metavar="N",
        type=at_least(1, int),
        default=1,
        help="CPU threads; by default 1, which is fastest for small networks",
    )
    group = parser.add_argument_group("settings")
    added: set[str] = set()
    for experiment in experiments.values():
        _add_settings(group, experiment, name is not None, added)
    return parser


def _add_settings(group: Any, experiment: Experiment, with_defaults: bool, added: set[str]) -> None:
    """A flag for each setting that has none yet."""
    kind = type(experiment.defaults)
    descriptions = descriptions_of(kind)
    for setting, rule in rules_of(kind).items():
        if setting in added:
            continue
        added.add(setting)
        default = getattr(experiment.defaults, setting)
        several = isinstance(default, tuple)
        words = descriptions[setting]
        if rule.choices and several:
            words += f" (one or more of {', '.join(rule.choices)}, with commas)"
        if with_defaults and default != ():
            shown = ",".join(map(str, default)) if several else default
            words += f"; by default {shown}"
        if setting == DATA:
            group.add_argument(
                f"--{setting}",
                nargs=2,
                type=named(str),
                metavar=("TRAIN", "TEST"),
                help=descriptions[setting],
            )
            continue
        if rule.choices and not several:
            group.add_argument(f"--{setting}", choices=rule.choices, help=words)
            continue
        group.add_argument(
            f"--{setting}",
            type=_several(rule) if several else value_of(rule),
            metavar=("NAME" if rule.kind is str else "N") + (",..." if several else ""),
            help=words,
        )


def _several(rule: Rule) -> Callable[[str], Sequence[Any]]:
    """A type of argument: several values with commas; whole numbers also as a range, 1-3."""
    from pantoum.config.number_list import MOST_NUMBERS, range_of

    one = value_of(rule)

    def parse(text: str) -> Sequence[Any]:
        values: list[Any] = []
        for part in text.split(","):
            numbers = range_of(part) if rule.kind is int else None
            values += [one(part)] if numbers is None else [one(str(number)) for number in numbers]
            if len(values) > MOST_NUMBERS:
                raise argparse.ArgumentTypeError(
                    f"must be at most {MOST_NUMBERS:,} values, but is {text}"
                )
        if len(set(values)) < len(values) or not values:
            raise argparse.ArgumentTypeError(f"must be different values, but is {text}")
        return tuple(values)

    return parse
