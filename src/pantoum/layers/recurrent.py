"""A cell unrolled over padded rows."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.cells import CellForm, GRUCell, LSTMCell, RNNCell, fast_form
from pantoum.kernels import LayerCall, blank_padding
from pantoum.layers.dropout import drop_weights, recurrent_weights, with_recurrent_weights
from pantoum.layers.segments import in_segments, worth_segments
from pantoum.shapes import Lengths, check_members, check_rows, check_state

# What a cell must have; see `pantoum.cells.Cell`.
MEMBERS = ("input_size", "hidden_size", "state_type", "initial_state")


class Recurrent(nn.Module):
    """Any cell over padded rows: ``layer(x, lengths, state) -> (y, final_state)``.

    Padding never changes a result: what x holds there is not read, y is 0 there, and the final
    state is the one at each row's true last step (the first state for an empty row).

    Shapes: x [batch, time, input], lengths [batch] (a tensor or a list) -> y [batch, time, hidden],
    states [batch, hidden]. A plain tuple of as many tensors may stand for the first state.

    Args:
        cell: one time step; see `pantoum.cells.Cell`.
        recurrent_dropout: share of the recurrent weights dropped in training, drawn once for a
            batch's steps.
        recompute: longer sequences run in segments of so many steps, 0: never; see
            `pantoum.layers.segments`.
        fast: compute with the cell's fast form if it has one; False: always with the cell itself,
            one step after the other, which gives the same.
    Raises: TypeError for what is no cell; ValueError for recurrent dropout of a cell whose
        recurrent weights are not a parameter named ``weight_hh``; TypeError and ValueError for
        tensors of another shape, type or device, and for lengths beyond the time axis.
    """

    def __init__(
        self,
        cell: Any,
        recurrent_dropout: float = 0.0,
        recompute: int = 0,
        *,
        fast: bool = True,
    ) -> None:
        super().__init__()
        hint = "a cell of pantoum.cells, or one that keeps their contract"
        check_members(self, "cell", cell, MEMBERS, hint)
        if recurrent_dropout:
            recurrent_weights(cell)
        self.cell = cell
        self.recurrent_dropout = recurrent_dropout
        self.recompute = recompute
        self.fast = fast

    @property
    def input_size(self) -> int:
        """Size of x's last axis."""
        return self.cell.input_size

    @property
    def output_size(self) -> int:
        """Size of y's last axis."""
        return self.cell.hidden_size

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Lengths, state: Any = None
    ) -> tuple[Float[Tensor, "batch time hidden"], Any]:
        lengths, state = self._check(x, lengths, state)
        dropped = self._dropped()
        if not worth_segments(x.shape[1], self.recompute):
            return self._run(x, lengths, state, dropped)
        return self._in_segments(x, lengths, state, dropped)

    def call(
        self, x: Float[Tensor, "batch time input"], lengths: Lengths, state: Any
    ) -> LayerCall | None:
        """What `forward` would compute, if that is one kernel over the whole sequence."""
        form = self._form()
        if form is None or worth_segments(x.shape[1], self.recompute):
            return None
        return self._call(form, x, *self._check(x, lengths, state), self._dropped())

    def _form(self) -> CellForm | None:
        return fast_form(self.cell) if self.fast else None

    def _check(self, x: Tensor, lengths: Lengths, state: Any) -> tuple[Tensor, Any]:
        """The lengths and the first state, once all arguments are checked."""
        weight = next(self.cell.parameters(), None)
        lengths = check_rows(self, "x", x, self.input_size, lengths, weight)
        if state is None:
            return lengths, self.cell.initial_state(x.shape[0])
        like = x if weight is None else weight
        return lengths, check_state(self, state, self.cell, x.shape[0], like)

    def _dropped(self) -> Tensor | None:
        """The recurrent weights without those that are dropped; None where none are."""
        if not self.training or not self.recurrent_dropout:
            return None
        return drop_weights(self.cell, self.recurrent_dropout)

    def _run(
        self, x: Tensor, lengths: Tensor, state: Any, dropped: Tensor | None
    ) -> tuple[Tensor, Any]:
        form = self._form()
        if form is None:
            return unroll(self.cell, x, lengths, state, dropped)
        return self._call(form, x, lengths, state, dropped).run()

    def _call(
        self, form: CellForm, x: Tensor, lengths: Tensor, state: Any, dropped: Tensor | None
    ) -> LayerCall:
        weights = form.weights
        if dropped is not None:
            weights = weights._replace(weight_hh=dropped)
        return LayerCall(form, x, lengths, state, weights)

    def _in_segments(
        self, x: Tensor, lengths: Tensor, state: Any, dropped: Tensor | None
    ) -> tuple[Tensor, Any]:
        """A row that has ended is an empty one in the segments after it, which keeps its state."""
        length_mask(lengths, x.shape[1])  # refuses wrong lengths before they are cut into pieces
        parts = x.split(self.recompute, dim=1)

        def run(start: int, end: int, state: Any) -> tuple[Tensor, Any]:
            part = parts[start // parts[0].shape[1]]
            return self._run(part, (lengths - start).clamp(0, end - start), state, dropped)

        outputs, state = in_segments(run, state, x.shape[1], self.recompute)
        return torch.cat(outputs, dim=1), state


def unroll(
    cell: Any,
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: Any,
    weight_hh: Tensor | None = None,
) -> tuple[Float[Tensor, "batch time hidden"], Any]:
    """The reference: one step after the other; rows that have ended keep their state.

    Args:
        weight_hh: stands in for the cell's recurrent weights.
    """
    mask = length_mask(lengths, x.shape[1])
    step_of = with_recurrent_weights(cell, weight_hh)
    outputs = []
    for step, inputs in enumerate(blank_padding(x, mask).unbind(1)):
        real = mask[:, step, None]
        output, after = step_of(inputs, state)
        kept = (torch.where(real, new, old) for new, old in zip(after, state, strict=True))
        state = type(state)(*kept)
        outputs.append(torch.where(real, output, 0.0))
    if not outputs:
        return x.new_zeros(x.shape[0], 0, cell.hidden_size), state
    return torch.stack(outputs, dim=1), state


def lstm(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """An LSTM layer that runs through PyTorch's fused LSTM."""
    return Recurrent(LSTMCell(input_size, hidden_size), recurrent_dropout, recompute)


def gru(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A GRU layer that runs as a whole sequence."""
    return Recurrent(GRUCell(input_size, hidden_size), recurrent_dropout, recompute)


def rnn(
    input_size: int, hidden_size: int, recurrent_dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A plain RNN layer that runs as a whole sequence."""
    return Recurrent(RNNCell(input_size, hidden_size), recurrent_dropout, recompute)
