"""Where the time of a whole run of `pantoum train` goes: steps, evaluation, files, and messages.

python benchmarks/speed/whole_run.py DATA [--corpora fre ewt] [--threads 2] [--epochs 2]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

from corpora import CORPORA, Corpus

from pantoum.api.terminal import TerminalListener, terminal_listeners
from pantoum.tasks import prepare
from pantoum.training import loop
from pantoum.training.run import train_model
from pantoum.training.run_dir import RunDirectory

PHASES = ("steps", "evaluation", "model file", "checkpoint", "numbers and messages", "the rest")


class Times:
    """Seconds spent in functions, by the name of a phase; what one calls of another phase is not
    counted twice.
    """

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self._within = 0.0

    def of(self, phase: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            before = self._within
            self._within = 0.0
            try:
                return work(*args, **kwargs)
            finally:
                took = time.perf_counter() - began
                self.seconds[phase] += took - self._within
                self._within = before + took

        return timed


def main() -> None:
    """Print a table of shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--corpora", nargs="+", choices=CORPORA, default=["fre", "ewt"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=2)
    given = parser.parse_args()
    print(
        "| corpus | seconds | "
        + " | ".join(f"{phase}, %" for phase in PHASES)
        + " |\n|"
        + "---|" * (len(PHASES) + 2)
    )
    for name in given.corpora:
        whole, times = measure(CORPORA[name], given)
        times["the rest"] = whole - sum(times.values())
        shares = " | ".join(f"{100 * seconds / whole:.2f}" for seconds in times.values())
        print(f"| {name} | {whole:.1f} | {shares} |", flush=True)


def measure(corpus: Corpus, given: argparse.Namespace) -> tuple[float, dict[str, float]]:
    """Seconds of the run, start-up left out, and of its phases."""
    times = Times()
    config = corpus.config()
    config = replace(
        config, training=replace(config.training, epochs=given.epochs, threads=given.threads)
    )
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(*corpus.files(given.data), config)
        output = Path(folder) / "model"
        listeners = terminal_listeners(prepared, output)
        timed = (
            (TerminalListener, "__call__", "numbers and messages"),
            (RunDirectory, "_log", "numbers and messages"),
            (RunDirectory, "_save_model", "model file"),
            (RunDirectory, "_save_checkpoint", "checkpoint"),
            (loop, "evaluate", "evaluation"),
            (loop.Loop, "_learn", "steps"),
        )
        with ExitStack() as stack:
            for owner, name, phase in timed:
                work = times.of(phase, getattr(owner, name))
                stack.enter_context(mock.patch.object(owner, name, work))
            began = time.perf_counter()
            train_model(prepared, output, listeners)
            whole = time.perf_counter() - began
    return whole, times.seconds


if __name__ == "__main__":
    main()
