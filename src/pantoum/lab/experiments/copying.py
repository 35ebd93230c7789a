"""Copying after a pause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.lab.by_lag import LagExperiment, LagSettings
from pantoum.lab.claim import Claim
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener

if TYPE_CHECKING:
    from pantoum.lab.tasks.recall import RecallTask

# So few, and so many numbers of state, that minutes are enough; Arjovsky et al. have 10 symbols.
LENGTH = 3


def _task(lag: int) -> RecallTask:
    from pantoum.lab.tasks.recall import RecallTask

    return RecallTask(lag, LENGTH)


COPY = LagExperiment(
    name="copy",
    title=f"Copying: write {LENGTH} symbols of 8 kinds again, in their order, after a pause",
    claim=Claim(
        "To keep several symbols over a long pause is hard for recurrent networks. The task is "
        "posed in this form, with 10 symbols and pauses from 100 steps on, by Arjovsky et al., "
        "whose results are curves. It is said to go back to Hochreiter & Schmidhuber (1997), who "
        "have no figures of it.",
        "Arjovsky, Shah & Bengio (2016), Unitary Evolution Recurrent Neural Networks, "
        "arXiv:1511.06464",
    ),
    defaults=LagSettings(lags=(10, 25, 50), hidden=32),
    task=_task,
    paper={},
    lag="blanks between the last symbol and the signal to write",
)


def copy(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """Copying a few symbols after a pause, by cell and lag.

    The task: `pantoum.lab.tasks.recall.RecallTask` with three symbols of eight kinds. Solved is a
    run whose last 2,000 training sequences were all right, with every symbol.

    Args and raises: as of `pantoum.lab.adding`.
    """
    return COPY.run(seeds, output, listen, settings)
