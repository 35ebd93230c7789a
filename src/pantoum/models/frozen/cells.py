"""What cells do with their products, once these are there.

Where a tanh is wanted, the weights are doubled when they are frozen: tanh x = 2 σ(2 x) - 1, and on
a CPU PyTorch's sigmoid is several times faster than its tanh.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells import GRUCell, GRUState, LSTMCell, LSTMState, RNNCell, RNNState
from pantoum.kernels import from_sigmoid


@runtime_checkable
class FrozenCell(Protocol):
    """One kind of cell, with nothing kept between calls."""

    def doubled(self, weight: Float[Tensor, "gates ..."]) -> Float[Tensor, "gates ..."]:
        """The rows of weights or biases as `advance` wants their products: twice, where a tanh is
        taken of them.
        """
        ...

    def advance(
        self,
        inputs: Float[Tensor, "rows gates"],
        recurrent: Float[Tensor, "rows gates"],
        state: Any,
    ) -> Any:
        """The next state.

        Args:
            inputs: W_ih x + b_ih with doubled rows; written to.
            recurrent: W_hh a<t-1> + b_hh, too.
        """
        ...


class FrozenLSTM:
    """`pantoum.cells.LSTMCell`."""

    def doubled(self, weight: Tensor) -> Tensor:
        """Those of c̃ twice."""
        return _twice(weight, 2, 4)

    def advance(self, inputs: Tensor, recurrent: Tensor, state: LSTMState) -> LSTMState:
        """c<t> = Γ_u c̃<t> + Γ_f c<t-1>; a<t> = Γ_o tanh c<t>."""
        update, forget, candidate, output = inputs.add_(recurrent).sigmoid_().chunk(4, dim=1)
        memory = torch.mul(forget, state.memory).addcmul_(update, from_sigmoid(candidate))
        hidden = from_sigmoid(torch.mul(memory, 2).sigmoid_()).mul_(output)
        return LSTMState(hidden, memory)


class FrozenGRU:
    """`pantoum.cells.GRUCell`."""

    def doubled(self, weight: Tensor) -> Tensor:
        """Those of c̃ twice."""
        return _twice(weight, 2, 3)

    def advance(self, inputs: Tensor, recurrent: Tensor, state: GRUState) -> GRUState:
        """a<t> = c̃<t> + z (a<t-1> - c̃<t>)."""
        size = state.hidden.shape[1]
        gates, candidate = inputs.tensor_split([2 * size], dim=1)
        to_gates, to_candidate = recurrent.tensor_split([2 * size], dim=1)
        relevance, keep = gates.add_(to_gates).sigmoid_().chunk(2, dim=1)
        candidate = from_sigmoid(candidate.addcmul_(relevance, to_candidate).sigmoid_())
        return GRUState(torch.lerp(candidate, state.hidden, keep))


class FrozenRNN:
    """`pantoum.cells.RNNCell`."""

    def doubled(self, weight: Tensor) -> Tensor:
        """All twice."""
        return _twice(weight, 0, 1)

    def advance(self, inputs: Tensor, recurrent: Tensor, state: RNNState) -> RNNState:
        """a<t> = tanh(W_a [a<t-1>; x<t>] + b_a)."""
        return RNNState(from_sigmoid(inputs.add_(recurrent).sigmoid_()))


def frozen_cell(cell: nn.Module) -> FrozenCell:
    """What stands for a cell of `pantoum.cells`."""
    return FROZEN[type(cell)]


FROZEN: dict[type[nn.Module], FrozenCell] = {
    LSTMCell: FrozenLSTM(),
    GRUCell: FrozenGRU(),
    RNNCell: FrozenRNN(),
}


def _twice(weight: Tensor, block: int, blocks: int) -> Tensor:
    """With one of the gates' blocks doubled."""
    size = len(weight) // blocks
    weight = weight.clone()
    weight[block * size : (block + 1) * size] *= 2
    return weight
