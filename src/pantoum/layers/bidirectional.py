"""Two layers that read the same rows from both ends."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.kernels import LayerCall, concurrently, flip_rows
from pantoum.shapes import (
    Lengths,
    check_members,
    check_parts,
    check_range,
    check_rows,
    check_size,
)


class BidirectionalState(NamedTuple):
    """The two directions' states; `backward` has read the row from its last token to its first."""

    forward: Any
    backward: Any


class Bidirectional(nn.Module):
    """A bi-directional layer by composition: y<t> = [a_F<t>; a_B<t>].

    The backward layer reads each row flipped inside its own length, so a_B<t> has seen the tokens
    from the row's true end down to t, and padding never comes first.

    Shapes: x [batch, time, input], lengths [batch] (a tensor or a list) -> y [batch, time, forward
    size + backward size]. A plain tuple of two states may stand for the first one.

    Args:
        forward_layer: reads left to right; any layer.
        backward_layer: reads right to left; any layer.
    Raises: ValueError for layers of two input sizes; TypeError and ValueError for tensors of
        another shape, type or device, and for lengths beyond the time axis.
    Source: Schuster & Paliwal (1997), Bidirectional recurrent neural networks.
    """

    def __init__(self, forward_layer: nn.Module, backward_layer: nn.Module) -> None:
        super().__init__()
        for name, layer in (("forward", forward_layer), ("backward", backward_layer)):
            hint = "a layer over padded rows"
            check_members(self, f"{name}_layer", layer, ("output_size",), hint)
        sizes = [getattr(layer, "input_size", None) for layer in (forward_layer, backward_layer)]
        why = "as that of the forward layer"
        check_size(self, "input_size of the backward layer", sizes[1], sizes[0], why)
        self.forward_layer = forward_layer
        self.backward_layer = backward_layer

    @property
    def input_size(self) -> int:
        """Size of x's last axis."""
        return int(self.forward_layer.input_size)  # type: ignore[arg-type]

    @property
    def output_size(self) -> int:
        """Size of y's last axis."""
        return int(self.forward_layer.output_size) + int(self.backward_layer.output_size)  # type: ignore[arg-type]

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Lengths,
        state: BidirectionalState | tuple[Any, Any] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], BidirectionalState]:
        lengths = check_rows(self, "x", x, getattr(self, "input_size", None), lengths)
        check_range(lengths, x.shape[1])  # before rows are flipped inside them
        first = _as_state(self, state)
        (ahead, ahead_final), (back, back_final) = self._read(x, lengths, first)
        y = torch.cat([ahead, flip_rows(back, lengths)], dim=-1)
        return y, BidirectionalState(ahead_final, back_final)

    def _read(
        self, x: Tensor, lengths: Tensor, first: BidirectionalState
    ) -> tuple[tuple[Tensor, Any], tuple[Tensor, Any]]:
        """Both directions, at once where both are one kernel over the whole sequence."""
        flipped = flip_rows(x, lengths)
        ahead = _call_of(self.forward_layer, x, lengths, first.forward)
        back = _call_of(self.backward_layer, flipped, lengths, first.backward)
        if ahead is not None and back is not None:
            return concurrently(ahead, back)
        return (
            self.forward_layer(x, lengths, first.forward) if ahead is None else ahead.run(),
            self.backward_layer(flipped, lengths, first.backward) if back is None else back.run(),
        )


def _as_state(layer: Bidirectional, state: Any) -> BidirectionalState:
    if state is None:
        return BidirectionalState(None, None)
    check_parts(layer, state, 2, "a BidirectionalState or a tuple of 2 states")
    return BidirectionalState(*state)


def _call_of(layer: nn.Module, x: Tensor, lengths: Tensor, state: Any) -> LayerCall | None:
    """A layer's call that has not been made yet, if it can give one; see `Recurrent.call`."""
    call = getattr(layer, "call", None)
    return None if call is None else call(x, lengths, state)
