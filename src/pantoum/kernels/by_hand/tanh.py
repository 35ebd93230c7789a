"""tanh x = 2 σ(2 x) - 1: on a CPU PyTorch's sigmoid is several times faster than its tanh."""

from __future__ import annotations

import torch
from torch import Tensor

MINUS_ONE = torch.tensor(-1.0)


def tanh_(x: Tensor) -> Tensor:
    """In place."""
    return from_sigmoid(x.mul_(2).sigmoid_()) if x.device.type == "cpu" else x.tanh_()


def from_sigmoid(sigmoid: Tensor) -> Tensor:
    """In place, σ(2 x) becomes tanh x, in one pass over it."""
    return torch.add(MINUS_ONE, sigmoid, alpha=2, out=sigmoid)
