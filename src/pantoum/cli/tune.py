"""``pantoum tune``: many trainings with settings that a study chooses, and the best of them."""

from __future__ import annotations

import argparse
import sys
from argparse import ArgumentError
from collections.abc import Mapping
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pantoum.cli.arguments import Parser, at_least, named
from pantoum.cli.messages import message_line
from pantoum.cli.split_flags import split_flags
from pantoum.config import Config, by_name, check_given, config_from_dict
from pantoum.errors import PantoumError

USAGE = "pantoum tune TRAIN... [--dev DEV...] --output DIR [--trials N] [--space FILE] [--flag ...]"
DESCRIPTION = (
    "Train again and again with other settings, which a study chooses by the dev scores of the "
    "trials before, and keep the best model. The data and all settings are given as to `pantoum "
    "train`; a setting that is given is the same for all trials."
)
# How many values stand behind the flags that `pantoum train` does not get.
OWN = {
    "--output": 1,
    "-o": 1,
    "--trials": 1,
    "--timeout": 1,
    "--jobs": 1,
    "--space": 1,
    "--keep_models": 0,
    "--resume": 0,
    "--help": 0,
    "-h": 0,
}

# Flags of `pantoum train` that are not for a study, and what to do about them.
OF_TRAIN = {
    "choose": "leave it out: DIR stands for the best trial",
    "overwrite": "give --resume to go on with a study, or another --output",
}


def run(arguments: list[str]) -> int:
    """Run the command.

    Returns: the exit status: 0 if there is a best trial, 1 if there is none, 128 and the number of
        the signal that stopped the trials.
    """
    own, others = split_flags(arguments, OWN)
    parser = _parser()
    options = parser.parse_args(own)
    from pantoum.cli.train_arguments import parse_arguments

    try:
        of_train, given = parse_arguments(["--output", str(options.output), *others])
    except ArgumentError as error:
        parser.error(message_line(str(error)))
    from pantoum.cli.alone import check_alone

    check_alone("tune")
    _check(of_train)
    config = config_from_dict({field.name: of_train[field.name] for field in fields(Config)})
    from pantoum.cli.tune_results import conclude
    from pantoum.cli.tune_trials import Trials
    from pantoum.model_dir import read_start
    from pantoum.scale.tuning.default_space import default_space
    from pantoum.scale.tuning.space import read_space
    from pantoum.tasks import prepare

    space = None if options.space is None else read_space(options.space, given)
    start = None if of_train["from"] is None else read_start(of_train["from"])
    if start is not None:
        check_given(config, given, start.config)
    train, dev = (tuple(map(Path, of_train[part])) for part in ("train", "dev"))
    # What is wrong with the data is said now, and not by each trial.
    prepared = prepare(train, dev, config, start)
    if space is None:
        space = default_space(prepared.config, given, starts=start is not None)
    if not space:
        raise PantoumError(
            "nothing is left to tune: every setting of the default space is given",
            setting="space",
            remedy="leave some out, or give --space FILE",
        )
    values = by_name(config)
    trials = Trials(
        options.output,
        space,
        defaults=by_name(prepared.config),
        given={name: values[name] for name in values if name in given},
        train=train,
        dev=dev,
        start=of_train["from"],
        reporters=of_train["reporters"] or (),
        options=options,
    )
    try:
        trials.go_through()
        if trials.stopped and trials.study.best() is None:
            return trials.stopped
        status = conclude(trials)
        return trials.stopped or status
    finally:
        trials.close()


def _check(of_train: Mapping[str, Any]) -> None:
    """Refuse what is not for a study, and a study without Optuna.

    Raises: PantoumError, which says what.
    """
    if of_train["seeds"] is not None:
        raise PantoumError(
            "all trials of a study have one seed",
            setting="seeds",
            value=of_train["seeds"],
            remedy="give --seed, and train with the best settings and several seeds afterwards",
        )
    for name, instead in OF_TRAIN.items():
        if of_train[name] not in ("none", False):
            raise PantoumError(
                f"--{name} is of `pantoum train` and not for a study",
                setting=name,
                value=of_train[name],
                remedy=instead,
            )
    if find_spec("optuna") is None:
        raise PantoumError(
            "tuning needs the extra `tune` (optuna is not installed)",
            where="pantoum tune",
            remedy="in a clone of Pantoum, pip install -e '.[tune]'",
        )


class _TuneParser(Parser):
    """The parser of the flags that are not those of ``pantoum train``."""

    def error(self, message: str) -> Any:
        print(f"usage: {USAGE}\npantoum tune: error: {message}", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _TuneParser(
        prog="pantoum tune",
        usage=USAGE,
        description=DESCRIPTION,
        epilog="`pantoum train --help` lists the settings.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        required=True,
        help="the directory of the study, which then stands for its best model",
    )
    parser.add_argument(
        "--trials",
        metavar="N",
        type=at_least(1, int),
        default=40,
        help="how many trainings the study has at the end; by default 40",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=at_least(0, float),
        help="begin no more trials after so many seconds",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=1,
        help="how many trials go on at a time, with a part of the processors each; by default 1",
    )
    parser.add_argument(
        "--space",
        metavar="FILE",
        type=named(Path),
        help="a YAML file of the settings that are varied and their values; by default those that "
        "count most for the kind of model",
    )
    parser.add_argument(
        "--keep_models",
        action="store_true",
        help="keep the weights of all trials; by default those of the best alone",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with a study that was stopped, make it longer, or join the commands that work "
        "on it",
    )
    return parser
