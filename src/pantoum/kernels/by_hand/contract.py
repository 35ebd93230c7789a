"""What a cell's steps by hand are: all steps of a batch in buffers allocated once, and backwards
without a graph.

Everything here is time-major: [steps, batch, ...].
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor


@runtime_checkable
class Trace(Protocol):
    """What the forward pass leaves for the backward pass; a NamedTuple of tensors.

    Shapes: inputs [steps, batch, gates * hidden], the products with the inputs as the steps like
    them, and what a step makes of them; hidden [steps + 1, batch, hidden], the first state's before
    the first step.
    """

    @property
    def inputs(self) -> Tensor: ...

    @property
    def hidden(self) -> Tensor: ...


@runtime_checkable
class Retreat(Protocol):
    """The steps backwards, from the last to the first: ``retreat(step)``, then `finish`.

    d_hidden [steps + 1, batch, hidden] holds the gradients of the outputs; each step adds to the
    one before it what comes through the recurrence.
    """

    d_hidden: Tensor

    def __call__(self, step: int) -> None: ...

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        """Add to `d_fed` [batch, fed] the gradient of what was fed to this step by `feed` [gates *
        hidden, fed].
        """
        ...

    def finish(self) -> Returned:
        """The gradients of all steps together."""
        ...


class Returned(NamedTuple):
    """Gradients: of the products with the inputs, the recurrent weights and their bias, and the
    first state's parts.

    Shapes: inputs [steps, batch, gates * hidden], weight_hh [gates * hidden, hidden], bias_hh
    [gates * hidden].
    """

    inputs: Tensor
    weight_hh: Tensor
    bias_hh: Tensor
    state: tuple[Tensor, ...]


@runtime_checkable
class Steps(Protocol):
    """One kind of cell, with nothing kept between calls."""

    def record(
        self,
        products: Float[Tensor, "steps batch gates"],
        state: tuple[Tensor, ...],
        bias_hh: Tensor,
    ) -> Any:
        """Buffers for all steps; whatever is fed to a step is added to `inputs` before it."""
        ...

    def feed(self, weight: Tensor) -> Tensor:
        """What brings the fed to `inputs` [fed, gates * hidden], of the cell's weights for it
        [gates * hidden, fed].
        """
        ...

    def advance(self, trace: Any, step: int, weight_hh: Tensor) -> None:
        """One step: fills hidden[step + 1]."""
        ...

    def final(self, trace: Any) -> tuple[Tensor, ...]:
        """The state after the last step."""
        ...

    def backward(
        self, trace: Any, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> Retreat:
        """The way back.

        Args:
            d_hidden: as `Retreat` has it; it is written to.
            d_rest: gradients of the last state's parts other than hidden; they are written to.
        """
        ...

    def restore(self, tensors: tuple[Tensor, ...]) -> Any:
        """The trace whose tensors these are."""
        ...
