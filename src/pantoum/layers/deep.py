"""Layers on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from pantoum.layers.dropout import SequenceDropout
from pantoum.shapes import Lengths, check_members, check_parts, check_rows, check_size


class Deep(nn.Module):
    """A deep recurrent network: layer l reads the states of layer l - 1.

    Shapes: x [batch, time, input], lengths [batch] (a tensor or a list) -> y [batch, time, size of
    the last layer]; the state is a tuple with one state for each layer.

    Args:
        layers: any layers, each reading the size that the one below it gives.
        dropout: rate between layers (not below the first nor above the last).
        variational: one dropout mask for all steps.
        residual: add each layer's input to its output, from the second layer on.
    Raises: ValueError without layers, when a layer does not read the size that the one below it
        gives, and when residual connections join layers of different sizes; TypeError and
        ValueError for tensors of another shape, type or device, and for lengths beyond the time
        axis.
    Sources: Graves, Mohamed & Hinton (2013), arXiv:1303.5778; residual connections: Wu et al.
    (2016), arXiv:1609.08144.
    """

    def __init__(
        self,
        layers: Sequence[nn.Module],
        dropout: float = 0.0,
        variational: bool = False,
        residual: bool = False,
    ) -> None:
        super().__init__()
        if not layers:
            raise ValueError("a deep network needs at least one layer")
        for place, layer in enumerate(layers, start=1):
            hint = "a layer over padded rows"
            check_members(self, f"layer {place}", layer, ("output_size",), hint)
        sizes = [layer.output_size for layer in layers]
        for place, (layer, below) in enumerate(zip(layers[1:], sizes, strict=False), start=2):
            reads = getattr(layer, "input_size", None)  # a layer of one's own may not say
            why = f"the output_size of layer {place - 1}"
            check_size(self, f"input_size of layer {place}", reads, below, why)
        if residual and len(set(sizes)) > 1:
            raise ValueError(
                f"residual connections need layers of one output size, but got {sizes}"
            )
        self.layers = nn.ModuleList(layers)
        self.between = SequenceDropout(dropout, variational)
        self.residual = residual

    @property
    def input_size(self) -> int:
        """Size of x's last axis."""
        return int(self.layers[0].input_size)  # type: ignore[arg-type]

    @property
    def output_size(self) -> int:
        """Size of y's last axis."""
        return int(self.layers[-1].output_size)  # type: ignore[arg-type]

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Lengths,
        state: Sequence[Any] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], tuple[Any, ...]]:
        lengths = check_rows(self, "x", x, getattr(self, "input_size", None), lengths)
        layers = len(self.layers)
        first = state if state is not None else (None,) * layers
        check_parts(self, first, layers, f"a tuple of {layers} states, one for each layer")
        finals = []
        for index, (layer, layer_state) in enumerate(zip(self.layers, first, strict=True)):
            y, final = layer(self.between(x) if index else x, lengths, layer_state)
            x = x + y if self.residual and index else y
            finals.append(final)
        return x, tuple(finals)
