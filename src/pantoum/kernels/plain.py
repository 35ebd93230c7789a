"""Whole GRU and plain RNN sequences: by hand on a CPU, where PyTorch has but a slow loop, through
cuDNN on a GPU.

Their whole state is their output, so the final state is the output at each row's true last step.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.cells import CellWeights, GRUState, RNNState
from pantoum.kernels.by_hand import GRUSteps, RNNSteps, Steps
from pantoum.kernels.contract import blank_padding, last_step
from pantoum.kernels.unrolled import unrolled


def gru_kernel(
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: GRUState,
    weights: CellWeights,
) -> tuple[Float[Tensor, "batch time hidden"], GRUState]:
    """`pantoum.cells.GRUCell` over padded rows."""
    y, final = _run(GRUSteps(), torch.gru, x, lengths, state.hidden, weights)
    return y, GRUState(final)


def rnn_kernel(
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: RNNState,
    weights: CellWeights,
) -> tuple[Float[Tensor, "batch time hidden"], RNNState]:
    """`pantoum.cells.RNNCell` over padded rows."""
    y, final = _run(RNNSteps(), torch.rnn_tanh, x, lengths, state.hidden, weights)
    return y, RNNState(final)


def _run(
    steps: Steps,
    fused: Callable[..., tuple[Tensor, Tensor]],
    x: Tensor,
    lengths: Tensor,
    hidden: Tensor,
    weights: CellWeights,
) -> tuple[Tensor, Tensor]:
    mask = length_mask(lengths, x.shape[1])
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], 0, hidden.shape[1]), hidden
    x = blank_padding(x, mask)
    if x.device.type == "cpu":
        with torch.autocast("cpu", enabled=False):  # steps by hand are of one type
            x = x.to(weights.weight_ih.dtype)
            products = F.linear(x.transpose(0, 1), weights.weight_ih, weights.bias_ih)
            y = unrolled(steps, products, (hidden,), weights.weight_hh, weights.bias_hh)[
                0
            ].transpose(0, 1)
    else:
        first = hidden[None].contiguous()
        y, _ = fused(x, first, list(weights), True, 1, 0.0, torch.is_grad_enabled(), False, True)
    return blank_padding(y, mask), last_step(y, lengths, hidden)
