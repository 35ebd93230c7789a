"""What every recurrent cell is: one time step, as a pure function of input and state.

Shapes: x [batch, input] -> output [batch, hidden]; every field of a state is [batch, hidden].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from jaxtyping import Float
from torch import Tensor, nn

StateT = TypeVar("StateT", bound=tuple[Any, ...])


class CellWeights(NamedTuple):
    """A cell's parameters in PyTorch's layout, the gates' blocks one below the other.

    Shapes: weight_ih [gates * hidden, input], weight_hh [gates * hidden, hidden], biases [gates *
    hidden].
    """

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor
    bias_hh: Tensor


@runtime_checkable
class Cell(Protocol[StateT]):
    """One step of a recurrent network: ``cell(x, state) -> (output, state)``.

    Nothing is kept between calls, and the loop over time is not here. A step is split in two,
    ``cell(x, s) = cell.advance(cell.project(x), s)``, so that a layer can take the products with
    the input out of its loop.
    """

    input_size: int
    hidden_size: int
    state_type: type[StateT]

    def __call__(self, x: Tensor, state: StateT) -> tuple[Tensor, StateT]: ...

    def initial_state(self, batch: int) -> StateT:
        """The all-zero state for `batch` rows."""
        ...

    def weights(self) -> CellWeights:
        """The parameters, as the kernels take them."""
        ...

    def project(self, x: Tensor) -> Tensor:
        """The input's share of all gates, W_ih x + b_ih: [..., input] -> [..., gates * hidden]."""
        ...

    def advance(
        self, products: Tensor, state: StateT, weight_hh: Tensor | None = None
    ) -> tuple[Tensor, StateT]:
        """One step from the products of `project`; `weight_hh` stands in for the cell's recurrent
        weights.
        """
        ...


def select_rows(state: StateT, rows: Tensor) -> StateT:
    """The same state with its rows picked and reordered, as a beam search needs it."""
    return map_state(lambda part: part.index_select(0, rows), state)


def map_state(function: Callable[[Tensor], Tensor], state: StateT) -> StateT:
    """`function` applied to every tensor of a state, however deep its tuples nest."""
    parts = [
        function(part) if isinstance(part, Tensor) else map_state(function, part) for part in state
    ]
    return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)


def initialize(
    weight_ih: Float[Tensor, "gates input"], weight_hh: Float[Tensor, "gates hidden"]
) -> None:
    """Xavier weights for the input and orthogonal recurrent weights, for each gate by itself.

    Sources: Glorot & Bengio (2010); Saxe, McClelland & Ganguli (2014), arXiv:1312.6120.
    """
    hidden = weight_hh.shape[1]
    for input_block, recurrent_block in zip(
        weight_ih.split(hidden), weight_hh.split(hidden), strict=True
    ):
        nn.init.xavier_uniform_(input_block)
        nn.init.orthogonal_(recurrent_block)
