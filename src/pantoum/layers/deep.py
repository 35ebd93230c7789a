"""Layers on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.layers.dropout import SequenceDropout


class Deep(nn.Module):
    """A deep recurrent network: layer l reads the states of layer l - 1.

    Shapes: x [batch, time, input], lengths [batch] -> y [batch, time, size of the last layer]; the
    final state is a tuple with one state for each layer.

    Args:
        layers: any layers, each reading the size that the one below it gives.
        dropout: rate between layers (not below the first nor above the last).
        variational: one dropout mask for all steps.
        residual: add each layer's input to its output, from the second layer on.
    Raises: ValueError without layers, and when residual connections join layers of different sizes.
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
        sizes = [layer.output_size for layer in layers]
        if residual and len(set(sizes)) > 1:
            raise ValueError(
                f"residual connections need layers of one output size, but got {sizes}"
            )
        self.layers = nn.ModuleList(layers)
        self.between = SequenceDropout(dropout, variational)
        self.residual = residual

    @property
    def output_size(self) -> int:
        """Size of y's last axis."""
        return int(self.layers[-1].output_size)  # type: ignore[arg-type]

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, "batch"],
        state: tuple[Any, ...] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], tuple[Any, ...]]:
        first = state if state is not None else (None,) * len(self.layers)
        finals = []
        for index, (layer, layer_state) in enumerate(zip(self.layers, first, strict=True)):
            y, final = layer(self.between(x) if index else x, lengths, layer_state)
            x = x + y if self.residual and index else y
            finals.append(final)
        return x, tuple(finals)
