"""tanh x = 2 σ(2 x) - 1: on a CPU PyTorch's sigmoid is several times faster than its tanh."""

from __future__ import annotations

import torch
from torch import Tensor

MINUS_ONE = torch.tensor(-1.0)
# PyTorch computes so many numbers at a time, or a part of them that divides this, with the vectors
# of the processor.
AT_ONCE = 32


def sigmoid_(x: Tensor) -> Tensor:
    """σ(x), written over x.

    The last numbers of a tensor, too few for the processor's vectors, PyTorch rounds otherwise. In
    inference mode others are put behind them, so that each number has the same last bits in every
    batch.
    """
    whole = x.shape[-1] % AT_ONCE == 0 or x.device.type != "cpu"
    in_use = torch.is_inference_mode_enabled() and not torch.compiler.is_exporting()
    return x.sigmoid_() if whole or not in_use else _by_vectors(x)


def _by_vectors(x: Tensor) -> Tensor:
    numbers = x.numel()
    buffer = x.new_empty(-(-numbers // AT_ONCE) * AT_ONCE)
    values = buffer[:numbers].view(x.shape)
    values.copy_(x)
    buffer.sigmoid_()
    return x.copy_(values)


def tanh_(x: Tensor) -> Tensor:
    """tanh x, written over x."""
    return from_sigmoid(sigmoid_(x.mul_(2))) if x.device.type == "cpu" else x.tanh_()


def from_sigmoid(sigmoid: Tensor) -> Tensor:
    """tanh x, written over σ(2 x), in one pass over it."""
    return torch.add(MINUS_ONE, sigmoid, alpha=2, out=sigmoid)


def doubled_rows(weight: Tensor, block: int, blocks: int) -> Tensor:
    """A copy of weights or biases in which the rows of one of the gates' blocks are doubled: what
    they are multiplied to is then 2 x, of which `from_sigmoid` makes tanh x.

    Shapes: weight [blocks * hidden, ...], as the result.
    """
    size = len(weight) // blocks
    weight = weight.detach().clone()
    weight[block * size : (block + 1) * size] *= 2
    return weight
