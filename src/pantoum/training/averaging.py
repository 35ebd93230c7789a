"""A moving average of the weights over the steps of a run."""

from __future__ import annotations

from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel


def average_of(model: nn.Module, decay: float) -> AveragedModel:
    """A copy of `model` in evaluation mode, whose weights follow it: w̄<n> = d w̄<n-1> + (1 - d)
    w<n>.

    After n steps d is min(decay, (1 + n) / (10 + n)), so that the average reaches back over about a
    ninth of the run at first, and at most over 1 / (1 - decay) steps.

    Args:
        model: its weights are averaged each time that `update_parameters` is called with it.
        decay: the largest share of the old average that is kept, 0 to below 1.
    Source: Polyak & Juditsky (1992), Acceleration of stochastic approximation by averaging; the
    warm-up of the decay is that of TensorFlow's `ExponentialMovingAverage`.
    """

    def follow(average: Tensor, weights: Tensor, steps: Tensor | int) -> Tensor:
        kept = min(decay, (1 + int(steps)) / (10 + int(steps)))
        return average.lerp(weights, 1 - kept)

    return AveragedModel(model, avg_fn=follow).eval()
