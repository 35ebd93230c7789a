"""Whole GRU and plain RNN sequences through PyTorch's own layers (cuDNN on GPU, a C++ loop on CPU).

Their whole state is their output, so the final state is the output at each row's true last step.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from weft.attention.contract import length_mask
from weft.cells import CellWeights, GRUState, RNNState
from weft.kernels.contract import blank_padding, last_step


def gru_kernel(
    x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: GRUState, weights: CellWeights
) -> tuple[Float[Tensor, "batch time hidden"], GRUState]:
    """`weft.cells.GRUCell` over padded rows."""
    y, final = _run(torch.gru, x, lengths, state.hidden, weights)
    return y, GRUState(final)


def rnn_kernel(
    x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: RNNState, weights: CellWeights
) -> tuple[Float[Tensor, "batch time hidden"], RNNState]:
    """`weft.cells.RNNCell` over padded rows."""
    y, final = _run(torch.rnn_tanh, x, lengths, state.hidden, weights)
    return y, RNNState(final)


def _run(function, x: Tensor, lengths: Tensor, hidden: Tensor, weights: CellWeights) -> tuple[Tensor, Tensor]:
    mask = length_mask(lengths, x.shape[1])
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], 0, hidden.shape[1]), hidden
    first = hidden[None].contiguous()
    y, _ = function(blank_padding(x, mask), first, list(weights), True, 1, 0.0, torch.is_grad_enabled(), False, True)
    return blank_padding(y, mask), last_step(y, lengths, hidden)
