"""Tasks with a time lag: which cells solve them, at which lags, after how many sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import Mean, mean_of
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, run_all
from pantoum.lab.settings import check_seeds, chosen

if TYPE_CHECKING:
    from pantoum.lab.tasks.contract import Task

NAMES: dict[str, str] = {
    "rnn": "plain RNN",
    "gru": "GRU",
    "lstm": "LSTM",
    "peephole_lstm": "peephole LSTM",
    "layer_norm_lstm": "layer-normalised LSTM",
}
AXES = ("cells", "lags")
DEFINITIONS = {
    "cells": "the cells, by their names in settings",
    "lags": "the lags, in steps",
    "cases": "one entry for each cell and lag. seeds: how many runs; solved: how many of them "
    "solved the task; sequences: training sequences until then, the mean of those that solved it "
    "with Student's 95 % interval; wrong: new sequences that are wrong after training, in per "
    "cent, the mean of all runs with the interval; paper: training sequences of the paper's LSTM "
    "at this lag, if it has such a run",
    "runs": "one entry for each run. sequences: training sequences read until it stopped; wrong: "
    "as in cases; losses: mean training losses of fiftieths of the steps, in order",
}


@dataclass(frozen=True)
class LagSettings:
    """What a task with a lag is learned with.

    Args:
        cells: recurrent cells, compared with each other.
        lags: steps between what is to be remembered and where it is asked for.
        hidden: numbers of a hidden state.
        steps: steps of training at most; a run ends before that if it has solved the task.
        batch: sequences of a step.
        learning_rate: of Adam at the first step; it falls evenly to 0 over the steps.
        max_grad_norm: longer gradients are scaled down to this length.
        first_biases: of the gates: for memories of up to twice the lag (Tallec & Ollivier 2018),
            or the cell's own.
    """

    cells: tuple[CellName, ...] = ("rnn", "gru", "lstm")
    lags: tuple[int, ...] = setting((25, 50, 100), minimum=5, maximum=10_000)
    hidden: int = setting(16, minimum=1)
    steps: int = setting(2_000, minimum=1)
    batch: int = setting(64, minimum=1)
    learning_rate: float = setting(0.02, above=0)
    max_grad_norm: float = setting(1.0, above=0)
    first_biases: Literal["chrono", "own"] = "chrono"


@dataclass(frozen=True)
class LagExperiment:
    """A task with a lag, and what a paper says of it.

    Attributes:
        name, title: of the experiment.
        claim: the paper's.
        defaults: settings that are not given.
        task: makes the task of a lag.
        paper: training sequences that the paper's LSTM needed, by lag.
        lag: what the lag is, in words, for the table.
    """

    name: str
    title: str
    claim: Claim
    defaults: LagSettings
    task: Callable[[int], Task]
    paper: Mapping[int, int]
    lag: str

    def run(
        self, seeds: Sequence[int], output: Any, listen: Listener | None, given: Mapping[str, Any]
    ) -> Result:
        """Train each cell at each lag with each seed, and say what was found."""
        settings = chosen(self.defaults, given)
        cases = [{"cell": cell, "lag": lag} for lag in settings.lags for cell in settings.cells]

        def compute(case: Mapping[str, Any], seed: int, tell: Tell) -> dict[str, Any]:
            return _train(self.task(case["lag"]), case, seed, settings, tell)

        runs = run_all(
            self.name,
            settings,
            cases,
            check_seeds(seeds),
            compute,
            axes=AXES,
            output=output,
            listen=listen,
        )
        return self._result(settings, cases, runs)

    def _result(
        self, settings: LagSettings, cases: Sequence[Mapping[str, Any]], runs: Sequence[Run]
    ) -> Result:
        found = [_summary(of_case(runs, **case), self.paper.get(case["lag"])) for case in cases]
        columns = (
            Column("lag", self.lag),
            Column("cell", "the recurrent cell"),
            Column("solved", "seeds whose run solved the task, of all seeds"),
            Column("sequences", "training sequences until it was solved; runs that solved it"),
            Column("wrong %", "new sequences that are wrong after training; all runs", 1),
            Column("paper", "training sequences that the paper's LSTM needed"),
        )
        rows = tuple(
            (
                one.lag,
                NAMES[one.cell],
                f"{one.solved} of {one.seeds}",
                one.sequences,
                one.wrong,
                one.paper if one.cell == "lstm" else None,
            )
            for one in found
        )
        values = {
            "cells": list(settings.cells),
            "lags": list(settings.lags),
            "cases": [one.to_dict() for one in found],
            "runs": [{**run.case, "seed": run.seed, **run.values} for run in runs],
        }
        return Result(
            self.name,
            self.title,
            self.claim,
            columns,
            rows,
            tuple(_sentence(cell, found) for cell in settings.cells),
            values,
            DEFINITIONS,
            _draw,
        )


@dataclass(frozen=True)
class Summary:
    """What the runs of one cell at one lag came to: see `DEFINITIONS`."""

    cell: str
    lag: int
    seeds: int
    solved: int
    sequences: Mean | None
    wrong: Mean
    paper: int | None

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON has it."""
        sequences = None if self.sequences is None else self.sequences.to_dict()
        return {**vars(self), "sequences": sequences, "wrong": self.wrong.to_dict()}


def _summary(runs: Sequence[Run], paper: int | None) -> Summary:
    solved = [run.values["sequences"] for run in runs if run.values["solved"]]
    wrong = mean_of([run.values["wrong"] for run in runs])
    assert wrong is not None
    case = runs[0].case
    return Summary(case["cell"], case["lag"], len(runs), len(solved), mean_of(solved), wrong, paper)


def _sentence(cell: str, found: Sequence[Summary]) -> str:
    """What one cell came to, lag by lag."""
    parts = []
    for one in found:
        if one.cell != cell:
            continue
        solved = f"at lag {one.lag} with {one.solved} of {one.seeds} seeds"
        if one.sequences is not None:
            parts.append(f"{solved} after {one.sequences.mean:,.0f} sequences")
        else:
            parts.append(f"{solved} ({one.wrong.mean:.1f} % of new sequences wrong)")
    return f"The {NAMES[cell]} solves it {'; '.join(parts)}."


def _train(
    task: Task, case: Mapping[str, Any], seed: int, settings: LagSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.training import train

    def listen(done: int, loss: float) -> None:
        tell(f"{done:,} of {settings.steps:,} steps, loss {loss:.4f}")

    _, training = train(
        task,
        case["cell"],
        seed=seed,
        hidden=settings.hidden,
        steps=settings.steps,
        batch=settings.batch,
        learning_rate=settings.learning_rate,
        max_grad_norm=settings.max_grad_norm,
        remembered=2 * case["lag"] if settings.first_biases == "chrono" else 0,
        listen=listen,
    )
    return {
        "solved": training.solved,
        "sequences": training.sequences,
        "wrong": 100 * training.wrong,
        "losses": [round(loss, 6) for loss in training.losses],
    }


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab import lags_figure

    return lags_figure(values, NAMES)
