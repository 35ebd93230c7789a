"""Recurrent layers as the export traces them: the cell itself in one scan over time."""

from __future__ import annotations

import copy
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch._higher_order_ops.scan import scan

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding
from pantoum.layers import Recurrent


class ScannedLayer(nn.Module):
    """A `pantoum.layers.Recurrent` whose loop over time is an operation of the graph, so that one
    graph reads rows of any length: `pantoum.layers.unroll`, which the tracer would write out step
    by step.

    Shapes: as `pantoum.layers.Recurrent`.

    Args:
        layer: whose cell it runs.
    """

    def __init__(self, layer: Recurrent) -> None:
        super().__init__()
        self.cell: Any = layer.cell
        self.input_size = layer.input_size
        self.output_size = layer.output_size

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: Any = None
    ) -> tuple[Float[Tensor, "batch time hidden"], Any]:
        mask = length_mask(lengths, x.shape[1])
        first = self.cell.initial_state(x.shape[0]) if state is None else state
        kind = type(first)

        def step(carried: tuple[Tensor, ...], read: tuple[Tensor, Tensor]) -> Any:
            inputs, real = read
            output, after = self.cell(inputs, kind(*carried))
            kept = tuple(
                torch.where(real, new, old) for new, old in zip(after, carried, strict=True)
            )
            return kept, torch.where(real, output, 0.0)

        steps = (blank_padding(x, mask).transpose(0, 1), mask.t()[:, :, None])
        final, outputs = scan(step, tuple(first), steps)
        return outputs.transpose(0, 1), kind(*final)


def with_scanned_layers(model: nn.Module) -> nn.Module:
    """A copy of a model, in evaluation mode, whose recurrent layers can be traced."""
    copied = copy.deepcopy(model).eval().requires_grad_(False)
    for module in list(copied.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, Recurrent):
                setattr(module, name, ScannedLayer(child))
    return copied
