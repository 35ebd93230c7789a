"""Temporal order."""

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
    from pantoum.lab.tasks.order import OrderTask


def _task(lag: int) -> OrderTask:
    from pantoum.lab.tasks.order import OrderTask

    return OrderTask(lag)


ORDER = LagExperiment(
    name="order",
    title="Temporal order: in which order two symbols came, far apart in a noisy sequence",
    claim=Claim(
        "The LSTM tells the order of two symbols that stand far apart, which no other recurrent "
        "network had learned. (Its input gates began nearly shut, with biases of -2 and -4, and it "
        "had no forget gates.)",
        f"{LSTM_PAPER}, section 5.6, table 9 (task 6a, means of 20 runs); the lag is that of table "
        "10",
        ("lag 40 (sequences of 100 to 110 steps): solved after 31,390, 1 of 2,560 wrong",),
    ),
    defaults=LagSettings(lags=(20, 40)),
    task=_task,
    paper={40: 31_390},
    lag="least steps between the second symbol that counts and the answer",
)


def order(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """The temporal order problem of Hochreiter & Schmidhuber (1997), task 6a, by cell and lag.

    Two symbols of a noisy sequence count, X or Y each, and their order is asked for at the end:
    `pantoum.lab.tasks.order.OrderTask`. Solved is, as in the paper, a run whose last 2,000
    training sequences were all right: all outputs off by less than 0.3. (The paper wants a mean
    training error below 0.1, too.) The paper's outputs are sigmoids trained by the squared error,
    ours a softmax trained by the cross-entropy.

    Args and raises: as of `pantoum.lab.adding`.
    """
    return ORDER.run(seeds, output, listen, settings)
