"""Where the time of a whole run of `pantoum train` goes: steps, evaluation, files, and what it
tells who watches.

python benchmarks/speed/whole_run.py DATA [--corpora fre ewt] [--threads 2] [--epochs 2]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

from corpora import CORPORA, Corpus

import pantoum.training.loop as loop
from pantoum.cli.terminal import terminal_reporter
from pantoum.tasks import prepare

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
            began, before = time.perf_counter(), self._within
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
        trainer = loop.Trainer(prepared, output, terminal_reporter(prepared, output))
        reporter, files = trainer.reporter, trainer.files
        for owner, name, phase in (
            (reporter, "ticked", "numbers and messages"),
            (reporter, "evaluated", "numbers and messages"),
            (files, "log", "numbers and messages"),
            (files, "save_best", "model file"),
            (files, "save_progress", "checkpoint"),
            (loop, "evaluate", "evaluation"),
            (trainer, "_learn", "steps"),
        ):
            setattr(owner, name, times.of(phase, getattr(owner, name)))
        began = time.perf_counter()
        trainer.run()
        whole = time.perf_counter() - began
    return whole, times.seconds


if __name__ == "__main__":
    main()
