"""A cell unrolled over padded rows."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention.contract import length_mask
from pantoum.cells import Cell, CellWeights, GRUCell, LSTMCell, RNNCell
from pantoum.kernels import Kernel, Whole, blank_padding, gru_kernel, lstm_kernel, rnn_kernel
from pantoum.layers.dropout import drop_weights
from pantoum.layers.segments import in_segments, worth_segments


class Recurrent(nn.Module):
    """Any cell over padded rows: ``layer(x, lengths, state) -> (y, final_state)``.

    Padding never changes a result: what x holds there is not read, y is 0 there, and the final
    state is the one at each row's true last step (the first state for an empty row).

    Shapes: x [batch, time, input], lengths [batch] -> y [batch, time, hidden], states [batch,
    hidden].

    Args:
        cell: one time step; see `pantoum.cells`.
        kernel: a whole-sequence function that equals unrolling `cell`, see `pantoum.kernels`;
            without one, the plain loop over `cell.advance` runs.
        recurrent_dropout: share of the recurrent weights dropped in training, drawn once for a
            batch's steps.
        recompute: longer sequences run in segments of so many steps, 0: never; see
            `pantoum.layers.segments`.
    Raises: ValueError for lengths beyond the time axis.
    """

    def __init__(
        self,
        cell: Any,
        kernel: Kernel | None = None,
        recurrent_dropout: float = 0.0,
        recompute: int = 0,
    ) -> None:
        super().__init__()
        self.cell = cell
        self.kernel = kernel
        self.recurrent_dropout = recurrent_dropout
        self.recompute = recompute

    @property
    def output_size(self) -> int:
        """Size of y's last axis."""
        return self.cell.hidden_size

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: Any = None
    ) -> tuple[Float[Tensor, "batch time hidden"], Any]:
        state, weights = self._begin(x, state)
        if not worth_segments(x.shape[1], self.recompute):
            return self._run(x, lengths, state, weights)
        return self._in_segments(x, lengths, state, weights)

    def whole(
        self, x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: Any
    ) -> Whole | None:
        """What `forward` would run, if that is a kernel over the whole sequence."""
        if self.kernel is None or worth_segments(x.shape[1], self.recompute):
            return None
        return Whole(self.kernel, x, lengths, *self._begin(x, state))

    def _begin(self, x: Tensor, state: Any) -> tuple[Any, CellWeights]:
        if state is None:
            state = self.cell.initial_state(x.shape[0])
        weights = self.cell.weights()
        if self.recurrent_dropout:
            dropped = drop_weights(weights.weight_hh, self.recurrent_dropout, self.training)
            weights = weights._replace(weight_hh=dropped)
        return state, weights

    def _run(
        self, x: Tensor, lengths: Tensor, state: Any, weights: CellWeights
    ) -> tuple[Tensor, Any]:
        if self.kernel is not None:
            return self.kernel(x, lengths, state, weights)
        return unroll(self.cell, x, lengths, state, weights.weight_hh)

    def _in_segments(
        self, x: Tensor, lengths: Tensor, state: Any, weights: CellWeights
    ) -> tuple[Tensor, Any]:
        """A row that has ended is an empty one in the segments after it, which keeps its state."""
        length_mask(lengths, x.shape[1])  # refuses wrong lengths before they are cut into pieces
        parts = x.split(self.recompute, dim=1)

        def run(start: int, end: int, state: Any) -> tuple[Tensor, Any]:
            return self._run(
                parts[start // parts[0].shape[1]],
                (lengths - start).clamp(0, end - start),
                state,
                weights,
            )

        outputs, state = in_segments(run, state, x.shape[1], self.recompute)
        return torch.cat(outputs, dim=1), state


def unroll(
    cell: Cell[Any],
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: Any,
    weight_hh: Tensor | None = None,
) -> tuple[Float[Tensor, "batch time hidden"], Any]:
    """The reference: one step after the other, rows that have ended keep their state."""
    mask = length_mask(lengths, x.shape[1])
    products = cell.project(blank_padding(x, mask))
    outputs = []
    for step in range(x.shape[1]):
        real = mask[:, step, None]
        output, advanced = cell.advance(products[:, step], state, weight_hh)
        state = type(state)(
            *(torch.where(real, new, old) for new, old in zip(advanced, state, strict=True))
        )
        outputs.append(torch.where(real, output, 0.0))
    if not outputs:
        return x.new_zeros(x.shape[0], 0, cell.hidden_size), state
    return torch.stack(outputs, dim=1), state


def lstm(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """An LSTM layer that runs through PyTorch's fused LSTM."""
    return Recurrent(LSTMCell(input_size, hidden_size), lstm_kernel, recurrent_dropout, recompute)


def gru(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A GRU layer that runs as a whole sequence."""
    return Recurrent(GRUCell(input_size, hidden_size), gru_kernel, recurrent_dropout, recompute)


def rnn(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A plain RNN layer that runs as a whole sequence."""
    return Recurrent(RNNCell(input_size, hidden_size), rnn_kernel, recurrent_dropout, recompute)
