"""What a training run shows in the terminal: a live line where there is one, a line for each
evaluation elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pantoum.cli.report import NOTHING
from pantoum.metrics import name_of
from pantoum.tasks import Prepared, Sample
from pantoum.training.report import Plan, Record, Reporter, Reporters, Tick, Trial
from pantoum.training.run_dir import SCORES, TENSORBOARD
from pantoum.training.trials import MOVING, STEP

# One of these is shown of a model: the first that its task gives; else the first score of all.
MAIN = ("word_error_rate", "bleu", "f1", "accuracy")


def terminal_reporter(prepared: Prepared[Any], output: Path) -> Reporter:
    """The reporter for the command line: stderr, and TensorBoard if the settings ask for it."""
    reporters: list[Reporter] = [TerminalReporter(Console(stderr=True, highlight=False))]
    if prepared.config.training.tensorboard:
        from pantoum.training.tensorboard import TensorBoardReporter

        reporters.append(TensorBoardReporter(output / TENSORBOARD))
    return Reporters(reporters)


class TerminalReporter:
    """Shows the plan, a bar with epoch, loss, speed and time left, and a line with a sample for
    each evaluation.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._epochs = 1
        self._bar = Progress(
            TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
            BarColumn(),
            TextColumn(
                "loss {task.fields[loss]:.3f}  {task.fields[speed]:,.0f} symbols/s  "
                "{task.fields[left]} left"
            ),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )

    def started(self, plan: Plan) -> None:
        """Say what was inferred and what is about to be trained."""
        for note in plan.notes:
            self._say(note)
        self._say(
            f"{plan.examples:,} training and {plan.dev_examples:,} dev {plan.noun}, "
            f"{plan.parameters:,} parameters, "
            f"{plan.epochs} epoch{'s' if plan.epochs > 1 else ''} on {plan.device}"
        )
        self._epochs = plan.epochs
        self._task = self._bar.add_task(
            "", total=1.0, epoch=1, epochs=plan.epochs, loss=0.0, speed=0.0, left="?"
        )
        self._bar.start()

    def ticked(self, tick: Tick) -> None:
        """Move the bar."""
        if self._bar.disable:
            return
        left = tick.seconds * (1 - tick.done) / tick.done if tick.done else None
        self._bar.update(
            self._task,
            completed=tick.done,
            epoch=tick.epoch + 1,
            loss=tick.loss,
            speed=tick.symbols_per_second,
            left="?" if left is None else clock(left),
        )

    def evaluated(self, record: Record, sample: Sample) -> None:
        """One line of numbers and one with a sample."""
        self._say(
            f"epoch {record.epoch:g}/{self._epochs}  loss {record.train_loss:.3f}  dev "
            f"{_shown(record.dev)}  "
            f"{record.symbols_per_second:,.0f} symbols/s  "
            f"{clock(record.seconds)}{'  best' if record.best else ''}"
        )
        if sample.target is None:
            self._say(f"  {sample.output}")
            return
        right = "right" if sample.right else f"not {sample.target}"
        self._say(f"  {sample.source} -> {sample.output or NOTHING} ({right})")

    def tried(self, trial: Trial) -> None:
        """One line of numbers."""
        self._say(f"{trial.weights}: dev {_shown(trial.dev)}{'  best' if trial.kept else ''}")

    def working(self, what: str) -> None:
        """One line."""
        self._say(what)

    def ended(self, reason: str) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _say(self, line: str) -> None:
        # Samples are data: nothing in them is markup, and each stays on its line.
        self._console.print(" ".join(line.splitlines()), markup=False, emoji=False, soft_wrap=True)


def _shown(dev: Mapping[str, float]) -> str:
    return "  ".join(
        f"{name_of(name)} {value:.2f}" for name, value in dev.items() if name != "examples"
    )


def best_of(folder: Path) -> str:
    """Which evaluation a model's weights are of, in words, with the score that a reader looks
    for."""
    scores = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    dev = {name: value for name, value in scores["dev"].items() if name != "examples"}
    shown = next((name for name in dev if name.rpartition(".")[2] in MAIN), next(iter(dev)))
    weights = scores.get("weights", STEP)
    what = f"epoch {scores['epoch']:.3g}" if weights in (MOVING, STEP) else weights
    return f"best: {what}, dev {name_of(shown)} {dev[shown]:.2f}"


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
