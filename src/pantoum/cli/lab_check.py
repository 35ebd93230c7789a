"""``pantoum lab check``: whether an answer to an exercise of the lecture's companion is right."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import command_parser, named, value_of
from pantoum.cli.messages import message_line
from pantoum.config.rules import Rule

if TYPE_CHECKING:
    from pantoum.lab.exercises import Exercise, Verdict

SECONDS = 20.0


def run(arguments: list[str]) -> int:
    """Run the command; the status is 1 for an answer that is not right."""
    options = _parser().parse_args(arguments)
    # Exercises come with PyTorch, which --help does without.
    from pantoum.lab.exercises import EXERCISES, check_exercise, exercise_named

    if options.exercise is None:
        exercises = list(EXERCISES.values())
        _show({"exercises": [_plain(one) for one in exercises]}, _list(exercises), options.json)
        return 0
    exercise = exercise_named(options.exercise)
    if options.file is None:
        _show(_plain(exercise), _task(exercise), options.json)
        return 0
    verdict = check_exercise(exercise.name, options.file, seconds=options.seconds)
    values = {**vars(verdict), "details": list(verdict.details)}
    _show(values, _verdict(verdict), options.json)
    return 0 if verdict.right else 1


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "lab check",
        "Check an answer to an exercise of the lecture's companion: a file of Python with the "
        "function that is asked for. It runs in a process of its own, with your rights: check no "
        "code of strangers. The exit status is 0 if it is right, else 1. Without a file: print the "
        "task. Without an exercise: list them all.",
    )
    parser.add_argument("exercise", metavar="EXERCISE", nargs="?", help="such as lstm-1")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=named(Path), help="the file with the answer"
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        type=value_of(Rule(float, above=0, maximum=3_600)),
        default=SECONDS,
        help=f"what the answer may take; by default {SECONDS:g}",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _show(values: dict[str, Any], lines: Sequence[str], as_json: bool) -> None:
    if as_json:
        from pantoum.cli.report import print_json

        print_json(values)
        return
    for line in lines:
        print(message_line(line))


def _plain(exercise: Exercise) -> dict[str, Any]:
    """An exercise as JSON has it."""
    return {
        "name": exercise.name,
        "page": _page(exercise),
        "signature": exercise.signature,
        "returns": list(exercise.returns),
        "task": exercise.task,
    }


def _page(exercise: Exercise) -> str:
    """The page of the companion that it is on."""
    return exercise.name.rpartition("-")[0]


def _list(exercises: Sequence[Exercise]) -> list[str]:
    """The exercises by page, each with the first sentence of its task."""
    width = max(len(one.name) for one in exercises)
    lines: list[str] = []
    page = ""
    for one in exercises:
        if page != _page(one):
            page = _page(one)
            lines += [*([""] if lines else []), f"{page}:"]
        sentence = one.task.partition(". ")[0].removesuffix(".")
        lines.append(f"  {one.name:<{width}}  {sentence}")
    return [
        *lines,
        "",
        "`pantoum lab check EXERCISE` has the whole task, `pantoum lab check EXERCISE FILE` checks "
        "an answer.",
    ]


def _task(exercise: Exercise) -> list[str]:
    return [
        exercise.task,
        "",
        f"def {exercise.signature}: ...",
        "",
        f"Check an answer with: pantoum lab check {exercise.name} FILE",
    ]


def _verdict(verdict: Verdict) -> list[str]:
    lines = [verdict.sentence, *(f"  {one}" for one in verdict.details)]
    if verdict.printed.strip():
        lines += ["It printed:", *(f"  {one}" for one in verdict.printed.splitlines())]
    return lines
