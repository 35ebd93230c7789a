"""The adding problem: two marked numbers of a long sequence, whose sum is asked for at its end."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.lab.tasks.contract import Batch, last_outputs

# The first number is one of the first ten, and the second before the lag begins.
LEAST_LAG = 12
# A sequence is right if its output is off by less than this.
TOLERANCE = 0.04


class AddingTask:
    """Add the two numbers of a sequence that are marked.

    Each step has a number from [-1, 1] and a marker. The marker is 1 at one of the first ten steps
    and at one of the first T/2 - 1 (another one), -1 at the first and the last step, else 0; if the
    first step is marked, its number is 0. The target after the last step is 0.5 + (X1 + X2) / 4 for
    the numbers X1 and X2 that are marked. Sequences have from T to T + T // 10 steps, so at least
    T/2 steps lie between the second number and the answer: the lag.

    Shapes: x [batch, time, 2], targets [batch].
    Source: Hochreiter & Schmidhuber (1997), section 5.4.

    Args:
        lag: the least number of steps between a marked number and the answer, at least 12.
    Raises: PantoumError for a smaller lag.
    """

    input_size = 2
    output_size = 1

    def __init__(self, lag: int) -> None:
        if lag < LEAST_LAG:
            raise PantoumError(setting="lags", rule=f"at least {LEAST_LAG} here", value=lag)
        self.shortest = 2 * lag

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new sequences; the length is one for all of them, so that none is padded."""
        most = self.shortest + self.shortest // 10
        time = int(torch.randint(self.shortest, most + 1, (), generator=numbers))
        rows = torch.arange(batch)
        values = 2 * torch.rand(batch, time, generator=numbers) - 1
        first = torch.randint(0, 10, (batch,), generator=numbers)
        # One of the others of the first T/2 - 1 steps: the first one is stepped over.
        second = torch.randint(0, self.shortest // 2 - 2, (batch,), generator=numbers)
        second = second + (second >= first)
        markers = torch.zeros(batch, time)
        markers[:, [0, -1]] = -1
        markers[rows, first] = 1
        markers[rows, second] = 1
        values[markers[:, 0] == 1, 0] = 0
        targets = 0.5 + (values[rows, first] + values[rows, second]) / 4
        lengths = torch.full((batch,), time)
        return Batch(torch.stack([values, markers], dim=-1), lengths, targets)

    def loss(self, outputs: Float[Tensor, "batch time 1"], batch: Batch) -> Tensor:
        """The mean of the squared errors after the last step."""
        return self._errors(outputs, batch).square().mean()

    def right(self, outputs: Float[Tensor, "batch time 1"], batch: Batch) -> Bool[Tensor, " batch"]:
        """Whether each answer is off by less than 0.04."""
        return self._errors(outputs, batch).abs() < TOLERANCE

    def _errors(self, outputs: Tensor, batch: Batch) -> Tensor:
        return last_outputs(outputs, batch.lengths).squeeze(-1) - batch.targets
