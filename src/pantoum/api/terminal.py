"""What a training run shows in the terminal: a live line where there is one, a line for each
evaluation elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pantoum.data.lines import one_line
from pantoum.metrics import NOTHING, main_of, name_of
from pantoum.model_dir import SCORES
from pantoum.tasks import Prepared, Sample
from pantoum.tracking import Reporter, TrackingListener
from pantoum.training.averaging import MOVING_AVERAGE, STEP
from pantoum.training.events import (
    Announced,
    Began,
    Candidate,
    CandidateTried,
    Ended,
    Evaluated,
    Event,
    Listener,
    Plan,
    Record,
    Stepped,
)


def terminal_listeners(
    prepared: Prepared[Any], output: Path, reporters: Sequence[Reporter] = ()
) -> list[Listener]:
    """Who listens to a run in a terminal: stderr, and the trackers that are asked for."""
    terminal = TerminalListener(Console(stderr=True, highlight=False))
    if not reporters:
        return [terminal]
    tracking = TrackingListener(reporters, prepared, output, lambda text: terminal(Announced(text)))
    return [terminal, tracking]


class TerminalListener:
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

    def __call__(self, event: Event) -> None:
        """Show what is for people."""
        match event:
            case Stepped():
                self._move_bar(event)
            case Began():
                self._begin(event.plan)
            case Evaluated():
                self._show_evaluation(event.record, event.sample)
            case CandidateTried():
                self._show_candidate(event.candidate)
            case Announced():
                self._say(event.text)
            case Ended():
                self._bar.stop()
            case _:
                pass

    def _begin(self, plan: Plan) -> None:
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

    def _move_bar(self, step: Stepped) -> None:
        if self._bar.disable:
            return
        left = step.seconds * (1 - step.done) / step.done if step.done else None
        self._bar.update(
            self._task,
            completed=step.done,
            epoch=step.epoch + 1,
            loss=step.loss,
            speed=step.symbols_per_second,
            left="?" if left is None else clock(left),
        )

    def _show_evaluation(self, record: Record, sample: Sample) -> None:
        """One line of numbers and one with a sample."""
        self._say(
            f"epoch {record.epoch:g}/{self._epochs}  loss {record.train_loss:.3f}  dev "
            f"{scores_line(record.dev)}  "
            f"{record.symbols_per_second:,.0f} symbols/s  "
            f"{clock(record.seconds)}{'  best' if record.best else ''}"
        )
        if record.groups:
            self._say(f"  {groups_line(record.groups)}")
        self._say(f"  {sample_line(sample)}")

    def _show_candidate(self, candidate: Candidate) -> None:
        best = "  best" if candidate.kept else ""
        self._say(f"{candidate.weights}: dev {scores_line(candidate.dev)}{best}")

    def _say(self, line: str) -> None:
        # Samples are data: nothing in them is markup or steers the terminal, and each stays on its
        # line.
        self._console.print(one_line(line), markup=False, emoji=False, soft_wrap=True)


def sample_line(sample: Sample) -> str:
    """A dev example with the model's output, and whether it is right."""
    if sample.target is None:
        return sample.output
    right = "right" if sample.right else f"not {sample.target}"
    features = f" [{sample.features}]" if sample.features else ""
    return f"{sample.source}{features} -> {sample.output or NOTHING} ({right})"


def scores_line(dev: Mapping[str, float]) -> str:
    """Scores by their names, in one line."""
    return "  ".join(
        f"{name_of(name)} {value:.2f}" for name, value in dev.items() if name != "examples"
    )


def groups_line(groups: Mapping[str, Mapping[str, float]]) -> str:
    """The most telling score of each group, in one line."""
    main = main_of(next(iter(groups.values())))
    shown = "  ".join(f"{group} {scores[main]:.2f}" for group, scores in groups.items())
    return f"{name_of(main)} by group: {shown}"


def best_of(folder: Path) -> str:
    """Which evaluation a model's weights are of, in words, with the score that matters to a
    reader."""
    scores = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    dev = {name: value for name, value in scores["dev"].items() if name != "examples"}
    score = main_of(dev)
    weights = scores.get("weights", STEP)
    what = f"epoch {scores['epoch']:.3g}" if weights in (MOVING_AVERAGE, STEP) else weights
    return f"best: {what}, dev {name_of(score)} {dev[score]:.2f}"


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
