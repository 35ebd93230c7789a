"""The adding problem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.lab.by_lag import LagExperiment, LagSettings
from pantoum.lab.claim import Claim
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener
from pantoum.lab.sources import LSTM_PAPER

if TYPE_CHECKING:
    from pantoum.lab.tasks.adding import AddingTask


def _task(lag: int) -> AddingTask:
    from pantoum.lab.tasks.adding import AddingTask

    return AddingTask(lag)


ADDING = LagExperiment(
    name="adding",
    title="The adding problem: the sum of two marked numbers, at the end of a long sequence",
    claim=Claim(
        "The LSTM stores two exact numbers over hundreds of steps and adds them, which no other "
        "recurrent network had learned. (Its input gates began nearly shut, with biases of -3 and "
        "-6, and it had no forget gates.)",
        f"{LSTM_PAPER}, section 5.4, table 7 (means of 10 runs)",
        (
            "lag 50 (sequences of 100 to 110 steps): solved after 74,000, 1 of 2,560 wrong",
            "lag 250 (500 to 550 steps): solved after 209,000, 0 of 2,560 wrong",
            "lag 500 (1,000 to 1,100 steps): solved after 853,000, 1 of 2,560 wrong",
        ),
    ),
    defaults=LagSettings(),
    task=_task,
    paper={50: 74_000, 250: 209_000, 500: 853_000},
    lag="least steps between the second number and the answer: half of the shortest sequence",
)


def adding(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """The adding problem of Hochreiter & Schmidhuber (1997), by cell and lag.

    Each step has a number and a marker, two numbers are marked, and their sum is asked for at the
    end: `pantoum.lab.tasks.adding.AddingTask`. Solved is, as in the paper, a run whose last 2,000
    training sequences were all right: answers off by less than 0.04. (The paper wants a mean
    training error below 0.01, too.)

    Args:
        seeds: of the runs of each case; each decides first weights and sequences.
        output: a directory that keeps the runs, so that none is repeated; None: none is kept.
        listen: is told how far the experiment is.
        settings: those of `pantoum.lab.by_lag.LagSettings` by their names.
    Raises: PantoumError for a setting that is none or has a wrong value, and for a directory of
        other runs.
    """
    return ADDING.run(seeds, output, listen, settings)
