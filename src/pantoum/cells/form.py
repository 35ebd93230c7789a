"""The fast form of a cell: its equation once more, in buffers and with a manual backward pass.

The reference is the cell itself. A form is optional: `Cell.fast` gives it, and where there is none
every layer, decoder and search takes the reference's steps. Whole sequences are time-major here:
[steps, batch, ...].
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

from torch import Tensor, nn


class CellWeights(NamedTuple):
    """A cell's parameters in PyTorch's layout, the gates' blocks one below the other.

    Shapes: weight_ih [gates * hidden, input], weight_hh [gates * hidden, hidden], biases
    [gates * hidden].
    """

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor
    bias_hh: Tensor


@runtime_checkable
class CellTrace(Protocol):
    """What the forward pass keeps for the backward pass; a NamedTuple of tensors.

    Shapes: inputs [steps, batch, gates * hidden], the products with the inputs in the layout that
    the form wants, and what a step makes of them; hidden [steps + 1, batch, hidden], that of the
    first state before the first step.
    """

    @property
    def inputs(self) -> Tensor: ...

    @property
    def hidden(self) -> Tensor: ...


class CellGradients(NamedTuple):
    """Gradients of the products with the inputs, of the recurrent weights and their bias, and of
    the parts of the first state.

    Shapes: inputs [steps, batch, gates * hidden], weight_hh [gates * hidden, hidden], bias_hh
    [gates * hidden].
    """

    inputs: Tensor
    weight_hh: Tensor
    bias_hh: Tensor
    state: tuple[Tensor, ...]


@runtime_checkable
class CellBackward(Protocol):
    """The backward pass, from the last step to the first: ``backward(step)``, then `finish`.

    d_hidden [steps + 1, batch, hidden] holds the gradients of the outputs; each step adds to the
    one before it what comes through the recurrence.
    """

    d_hidden: Tensor

    def __call__(self, step: int) -> None: ...

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        """Add to `d_fed` [batch, fed] the gradient of what was fed to this step through `feed`
        [gates * hidden, fed].
        """
        ...

    def finish(self) -> CellGradients:
        """The gradients of all steps together."""
        ...


@runtime_checkable
class CellForm(Protocol):
    """The fast form of one kind of cell; nothing is kept in it between calls.

    weights: the cell's parameters.
    """

    @property
    def weights(self) -> CellWeights: ...

    def begin(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> Any:
        """The trace before the first step.

        Args:
            products: W_ih x + b_ih of all steps [steps, batch, gates * hidden]. Whatever else is
                fed to a step is added to the trace's `inputs` before that step is taken.
        """
        ...

    def feed(self, weight: Tensor) -> Tensor:
        """The matrix that brings something fed to `inputs` [fed, gates * hidden], of the cell's
        weights for it [gates * hidden, fed].
        """
        ...

    def advance(self, trace: Any, step: int, weight_hh: Tensor) -> None:
        """One step: fills ``trace.hidden[step + 1]``."""
        ...

    def final(self, trace: Any) -> tuple[Tensor, ...]:
        """The state after the last step."""
        ...

    def backward(
        self, trace: Any, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> CellBackward:
        """The backward pass.

        Args:
            d_hidden: as `CellBackward` has it; it is written to.
            d_rest: gradients of the last state's parts other than hidden; they are written to.
        """
        ...

    def restore(self, tensors: tuple[Tensor, ...]) -> Any:
        """The trace whose tensors these are."""
        ...

    def fused(self, x: Tensor, padding: Tensor | None, state: Any, weights: CellWeights) -> Any:
        """A whole batch-major sequence through one call of PyTorch, or None where PyTorch has none
        that is faster than the steps: ``(y [batch, time, hidden], parts of the final state other
        than hidden)``.

        Args:
            x: inputs [batch, time, input], 0 on padding.
            padding: True on padding [batch, time]; None where no row has any.
        """
        ...

    def scaled_input(self, weight: Tensor) -> Tensor:
        """The rows of W_ih or b_ih [gates * hidden, ...] as `step` wants their products."""
        ...

    def scaled_recurrent(self, weight: Tensor) -> Tensor:
        """The rows of W_hh or b_hh as `step` wants their products."""
        ...

    def step(self, inputs: Tensor, recurrent: Tensor, state: Any) -> Any:
        """The next state, without gradients.

        Args:
            inputs: the products with the input, from `scaled_input` weights [rows, gates * hidden];
                written to.
            recurrent: those with the state, from `scaled_recurrent` weights, of the same shape.
        """
        ...


def keeps_equation(module: nn.Module, base: type[nn.Module], *methods: str) -> bool:
    """Whether a module computes what `base` does, so that the fast form of `base` stands for it.

    It does not when a subclass has written one of these methods anew, nor when a hook watches
    its calls or changes them, for a fast form calls no module.
    """
    if any(getattr(type(module), name) is not getattr(base, name) for name in methods):
        return False
    return not any(
        part._forward_hooks or part._forward_pre_hooks or part._backward_hooks
        for part in module.modules()
    )
