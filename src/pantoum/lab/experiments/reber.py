"""The embedded Reber grammar."""

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
    from pantoum.lab.tasks.reber import ReberTask


def _task(lag: int) -> ReberTask:
    from pantoum.lab.tasks.reber import ReberTask

    return ReberTask(lag)


REBER = LagExperiment(
    name="reber",
    title="The embedded Reber grammar: predict each symbol, the last but one from the second",
    claim=Claim(
        "The LSTM learns the grammar in almost every run and faster than other recurrent networks, "
        "of which some learn it sometimes: the lag is short.",
        f"{LSTM_PAPER}, section 5.1, table 1 (means of 30 runs)",
        (
            "LSTM, 3 blocks of 2 cells, learning rate 0.5: 100 % of the runs, after 8,440 strings",
            "LSTM, 4 blocks of 1 cell, learning rate 0.1: 100 % of the runs, after 39,740 strings",
            "Elman nets: 0 % of the runs, after more than 200,000 strings (Cleeremans et al. 1989)",
            "recurrent cascade-correlation: 50 % of the runs, after 182,000 (Fahlman 1991)",
            "real-time recurrent learning, 12 units: some runs, after 25,000 (Smith & Zipser 1989)",
        ),
    ),
    defaults=LagSettings(lags=(8, 20)),
    task=_task,
    paper={8: 8_440},
    lag="mean length of the strings inside, over which the second symbol is kept; 8 is the paper's",
)


def reber(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """The embedded Reber grammar of Hochreiter & Schmidhuber (1997), by cell and mean lag.

    Every next symbol of a string is predicted: `pantoum.lab.tasks.reber.ReberTask`. A string is
    right if at each step the symbols that the grammar allows have the largest outputs. The paper
    calls a run solved that has 256 strings of training and 256 others right; here it is one whose
    last 2,000 training strings, all new, were right.

    Args and raises: as of `pantoum.lab.adding`.
    """
    return REBER.run(seeds, output, listen, settings)
