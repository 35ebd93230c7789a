"""What every program in the comparison runs in: steps on demand, so that the programs can take
turns.

A worker gets the case, the data folder and the threads as arguments. It says what it is in a line
of JSON when it is ready; for each line on its standard input it trains for so many steps and
answers with another line.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cases import CASES, Case


class Options(NamedTuple):
    """What a worker is asked to do."""

    case: Case
    data: Path
    threads: int
    flags: list[str]

    def number(self, flag: str) -> int:
        """The number behind a flag."""
        return int(self.flags[self.flags.index(flag) + 1])


class Step(NamedTuple):
    """What a step worked on: target symbols with their ends, and cells of the padded batch on both
    sides.
    """

    symbols: int
    cells: int = 0


def options() -> Options:
    """The command line's."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=CASES)
    parser.add_argument("data", type=Path)
    parser.add_argument("threads", type=int)
    found, flags = parser.parse_known_args()
    return Options(CASES[found.case], found.data.resolve(), found.threads, flags)


def serve(step: Callable[[], Step], about: dict[str, Any]) -> None:
    """Take steps on demand until standard input ends; `about` describes the worker."""
    gate = Gate(about)
    while True:
        gate.passed(step())


class Gate:
    """The same for a program that has a training loop of its own, from within which it calls
    `passed` after a step.

    The first step is a warm-up that is not counted.
    """

    def __init__(self, about: dict[str, Any]) -> None:
        self._about = about
        self._orders = orders()
        self._left = 1
        self._steps = [Step(0)]
        self._began = time.perf_counter()
        self._ready = False

    def passed(self, step: Step) -> None:
        """A step is over; returns when the next one is wanted."""
        self._steps.append(step)
        self._left -= 1
        if self._left:
            return
        seconds = time.perf_counter() - self._began
        answer(self._report(seconds) if self._ready else self._about)
        self._ready = True
        self._left = next(self._orders)
        self._steps = []
        self._began = time.perf_counter()

    def _report(self, seconds: float) -> dict[str, Any]:
        return {
            "seconds": seconds,
            "steps": len(self._steps),
            "symbols": sum(step.symbols for step in self._steps),
            "cells": sum(step.cells for step in self._steps),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def orders() -> Iterator[int]:
    """How many steps are wanted next; ends the process with standard input."""
    for line in sys.stdin:
        yield int(line)
    sys.exit(0)


def answer(message: dict[str, Any]) -> None:
    """One line on the standard output that the process was started with."""
    print(json.dumps(message), file=OUT, flush=True)


# Programs print what they like; their standard output goes to standard error.
OUT = sys.stdout
sys.stdout = sys.stderr
