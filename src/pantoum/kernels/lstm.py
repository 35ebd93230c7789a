"""A whole LSTM sequence through PyTorch's fused LSTM (oneDNN on CPU, cuDNN on GPU)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention.contract import length_mask
from pantoum.cells import CellWeights, LSTMState
from pantoum.kernels.contract import blank_padding, last_step

# So large that a sigmoid is exactly 1 (of the negative: 0), whatever the other inputs add; fits in
# float16.
SATURATION = 1e4


def lstm_kernel(
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: LSTMState,
    weights: CellWeights,
) -> tuple[Float[Tensor, "batch time hidden"], LSTMState]:
    """`pantoum.cells.LSTMCell` over padded rows, by one call of PyTorch's fused LSTM.

    The fused LSTM knows no lengths. Its outputs at the true last steps can be picked out, but it
    gives the memory only after the last padded step. So one more input channel marks padding, with
    fixed weights that open the forget gate and shut the update gate: through padding the memory
    stays, bit for bit, what it was at the true last step, and gradients pass unchanged. Rows that
    all fill their length need no such channel.
    """
    mask = length_mask(lengths, x.shape[1])
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], 0, state.hidden.shape[1]), state
    # On a GPU the look would stall the queue; there, rows without padding pay for the channel as
    # well.
    padded = x.device.type != "cpu" or not bool(mask.all())
    parameters = list(weights)
    if padded:
        x = torch.cat([blank_padding(x, mask), (~mask)[:, :, None].to(x.dtype)], dim=-1)
        parameters[0] = torch.cat([weights.weight_ih, _hold_memory(weights.weight_hh)], dim=1)
    first = (state.hidden[None].contiguous(), state.memory[None].contiguous())
    y, _, memory = _fused_lstm(x, first, parameters)
    final = LSTMState(last_step(y, lengths, state.hidden), memory[0])
    return (blank_padding(y, mask) if padded else y), final


def _fused_lstm(
    x: Tensor, first: tuple[Tensor, Tensor], parameters: list[Tensor]
) -> tuple[Tensor, ...]:
    if x.device.type == "cpu":
        x = x.to(parameters[0].dtype)
    # oneDNN has no bfloat16 LSTM for most processors: on a CPU autocast would fail.
    with torch.autocast("cpu", enabled=False):
        return torch.lstm(x, first, parameters, True, 1, 0.0, torch.is_grad_enabled(), False, True)


def _hold_memory(weight_hh: Float[Tensor, "gates hidden"]) -> Float[Tensor, "gates 1"]:
    """The padding channel's column: update gate shut, forget gate open, the others as they are."""
    column = weight_hh.new_zeros(weight_hh.shape[0], 1)
    update, forget, _, _ = column.chunk(4)
    update.fill_(-SATURATION)
    forget.fill_(SATURATION)
    return column
