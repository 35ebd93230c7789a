"""Temporal order: which of two symbols came first, long before the end of a noisy sequence."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.lab.tasks.contract import Batch, last_outputs

# The symbols by their numbers: the start, the end (the trigger), noise, and the two that count.
SYMBOLS = "EBabcdXY"
NOISE = 4
# An output is right if it is off by less than this from 1 for the class and from 0 for others.
TOLERANCE = 0.3


class OrderTask:
    """Tell the classes XX, XY, YX and YY from the two symbols of a noisy sequence that count.

    A sequence begins with E and ends with B; in between are a, b, c and d at random, but for an X
    or a Y at a place t1 and another one at t2. For the paper's task 6a, whose lag is 40: sequences
    of 100 to 110 steps, t1 from 10 to 20, t2 from 50 to 60; for other lags all of these in
    proportion. The class is asked for after the last step.

    Shapes: x [batch, time, 8], one-hot; targets [batch], from 0 to 3 in the order above.
    Source: Hochreiter & Schmidhuber (1997), section 5.6, task 6a.

    Args:
        lag: the least number of steps between the second symbol that counts and the end.
    """

    input_size = len(SYMBOLS)
    output_size = 4

    def __init__(self, lag: int) -> None:
        self.shortest = -(-5 * lag // 2)

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new sequences; the length is one for all of them, so that none is padded."""
        unit = self.shortest / 10
        time = _between(self.shortest, self.shortest + int(unit), (), numbers)
        symbols = 2 + torch.randint(0, NOISE, (batch, int(time)), generator=numbers)
        symbols[:, 0] = SYMBOLS.index("E")
        symbols[:, -1] = SYMBOLS.index("B")
        rows = torch.arange(batch)
        which = torch.randint(0, 2, (batch, 2), generator=numbers)
        # Places are counted from 1, as in the paper.
        first = _between(int(unit), int(2 * unit), (batch,), numbers)
        second = _between(int(5 * unit), int(6 * unit), (batch,), numbers)
        symbols[rows, first - 1] = SYMBOLS.index("X") + which[:, 0]
        symbols[rows, second - 1] = SYMBOLS.index("X") + which[:, 1]
        x = F.one_hot(symbols, len(SYMBOLS)).float()
        lengths = torch.full((batch,), int(time))
        return Batch(x, lengths, 2 * which[:, 0] + which[:, 1])

    def loss(self, outputs: Float[Tensor, "batch time 4"], batch: Batch) -> Tensor:
        """The mean cross-entropy after the last step, in nats."""
        return F.cross_entropy(last_outputs(outputs, batch.lengths), batch.targets)

    def right(self, outputs: Float[Tensor, "batch time 4"], batch: Batch) -> Bool[Tensor, " batch"]:
        """Whether all probabilities are off by less than 0.3."""
        probabilities = last_outputs(outputs, batch.lengths).softmax(-1)
        errors = (probabilities - F.one_hot(batch.targets, 4)).abs()
        return (errors < TOLERANCE).all(-1)


def _between(low: int, high: int, shape: tuple[int, ...], numbers: torch.Generator) -> Tensor:
    """Whole numbers from `low` to `high`, both among them."""
    return torch.randint(low, high + 1, shape, generator=numbers)
