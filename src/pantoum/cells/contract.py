"""What every recurrent cell is: one time step, as a pure function of input and state.

Shapes: x [batch, input] -> output [batch, hidden]; every field of a state is [batch, hidden].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, runtime_checkable

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.cells.form import CellForm

StateT = TypeVar("StateT", bound=tuple[Any, ...])


@runtime_checkable
class Cell(Protocol[StateT]):
    """One step of a recurrent network: ``cell(x, state) -> (output, state)``.

    Nothing is kept between calls, and the loop over time is not here. The output has the size
    `hidden_size`, and the state is a NamedTuple whose first field is the hidden state a<t>, of
    which attention asks and which bridges set. Recurrent dropout drops entries of the parameter
    named ``weight_hh``; a cell without one has no recurrent dropout.

    A cell may have a fast form: ``fast() -> CellForm | None``. `fast_form` asks for it. And it may
    show what happens inside a step: ``gates(x, state)``, a NamedTuple of tensors [batch, hidden],
    those of the new state among them by their names. `gates_of` asks for it.
    """

    input_size: int
    hidden_size: int
    state_type: type[StateT]

    def __call__(self, x: Tensor, state: StateT) -> tuple[Tensor, StateT]: ...

    def initial_state(self, batch: int) -> StateT:
        """The state before the first step for `batch` rows: all 0."""
        ...


def fast_form(cell: Any) -> CellForm | None:
    """The fast form of a cell; None for one without: the reference stands for itself."""
    fast = getattr(cell, "fast", None)
    return None if fast is None else fast()


def gates_of(cell: Any) -> Callable[[Tensor, Any], Any] | None:
    """The method `gates` of a cell; None for one without, and for one whose class has written
    `forward` anew below the class that has written `gates`, which then is of another step.
    """
    for kind in type(cell).__mro__:
        if "gates" in vars(kind):
            return cell.gates
        if "forward" in vars(kind):
            return None
    return None


def select_rows(state: StateT, rows: Int[Tensor, " picked"]) -> StateT:
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
    blocks = zip(weight_ih.split(hidden), weight_hh.split(hidden), strict=True)
    for input_block, recurrent_block in blocks:
        nn.init.xavier_uniform_(input_block)
        nn.init.orthogonal_(recurrent_block)
