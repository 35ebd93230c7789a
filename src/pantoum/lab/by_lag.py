"""Tasks with a time lag: which cells solve them, at which lags, after how many sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import as_json
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import LEARNING, chosen, plain_settings
from pantoum.lab.solving import COLUMNS, DEFINITION, cells, in_words, summary, values_of

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
    "cases": f"one entry for each cell and lag. {DEFINITION}; paper: training sequences of the "
    "paper's LSTM at this lag, if it has such a run",
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
        runs = run_all(
            self.name,
            settings,
            cases,
            seeds,
            self._compute,
            axes=AXES,
            output=output,
            listen=listen,
        )
        return self._result(settings, cases, runs)

    def _compute(
        self, case: Mapping[str, Any], seed: int, settings: LagSettings, tell: Tell
    ) -> dict[str, Any]:
        return _train(self.task(case["lag"]), case, seed, settings, tell)

    def _result(
        self, settings: LagSettings, cases: Sequence[Mapping[str, Any]], runs: Sequence[Run]
    ) -> Result:
        found = [
            {**case, **summary(of_case(runs, **case)), "paper": self.paper.get(case["lag"])}
            for case in cases
        ]
        columns = (
            Column("lag", self.lag),
            Column("cell", "the recurrent cell"),
            *COLUMNS,
            Column("paper", "training sequences that the paper's LSTM needed"),
        )
        rows = tuple(
            (
                one["lag"],
                NAMES[one["cell"]],
                *cells(one),
                one["paper"] if one["cell"] == "lstm" else None,
            )
            for one in found
        )
        values = {
            **plain_settings(settings, only=AXES),
            "cases": [as_json(one) for one in found],
            "runs": [run.to_dict() for run in runs],
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


def _sentence(cell: str, found: Sequence[Mapping[str, Any]]) -> str:
    """What one cell came to, lag by lag."""
    parts = [f"at lag {one['lag']} {in_words(one)}" for one in found if one["cell"] == cell]
    return f"The {NAMES[cell]} solves it {'; '.join(parts)}."


def _train(
    task: Task, case: Mapping[str, Any], seed: int, settings: LagSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.training import train

    _, training = train(
        task,
        case["cell"],
        seed=seed,
        hidden=settings.hidden,
        **plain_settings(settings, only=LEARNING),
        remembered=2 * case["lag"] if settings.first_biases == "chrono" else 0,
        listen=of_steps(tell, settings.steps),
    )
    return values_of(training)


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab import lags_figure

    return lags_figure(values, NAMES)
