"""Recurrent layers as the export traces them: their loop over time is an operation of the graph."""

from __future__ import annotations

import copy
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch._higher_order_ops.scan import scan

from pantoum.attention import length_mask
from pantoum.exporting.recurrent_nodes import RecurrentNode, node_of, run, weights_of
from pantoum.kernels import blank_padding
from pantoum.layers import Recurrent


class TracedLayer(nn.Module):
    """A `pantoum.layers.Recurrent` whose loop over time is an operation of the graph, so that one
    graph reads rows of any length.

    An LSTM, a GRU and a plain RNN are nodes of ONNX. Any other cell is run by a scan:
    `pantoum.layers.unroll`, which the tracer would write out step by step.

    Shapes: as `pantoum.layers.Recurrent`.

    Args:
        layer: whose cell it runs.
    """

    def __init__(self, layer: Recurrent) -> None:
        super().__init__()
        self.cell: Any = layer.cell
        self.input_size = layer.input_size
        self.output_size = layer.output_size
        self.node = node_of(layer.cell)
        if self.node is not None:
            names = ("node_weight_ih", "node_weight_hh", "node_biases")
            for name, weight in zip(names, weights_of(layer.cell, self.node), strict=True):
                self.register_buffer(name, weight)

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Int[Tensor, "batch"], state: Any = None
    ) -> tuple[Float[Tensor, "batch time hidden"], Any]:
        mask = length_mask(lengths, x.shape[1])
        first = self.cell.initial_state(x.shape[0]) if state is None else state
        x = blank_padding(x, mask)
        if self.node is None or not torch.compiler.is_exporting():
            return self._scan(x, mask, first)
        return self._node(self.node, x, lengths, mask, first)

    def _node(
        self, node: RecurrentNode, x: Tensor, lengths: Tensor, mask: Tensor, first: Any
    ) -> tuple[Tensor, Any]:
        weights = (self.node_weight_ih, self.node_weight_hh, self.node_biases)
        states = (first[0], first[-1].clone())  # a traced operation takes no tensor twice
        # A node reads at least one step of each row; an empty one keeps its state.
        y, *last = run(node.operator, x, lengths.clamp(min=1), *states, *weights, self.output_size)
        real = (lengths > 0)[:, None]
        kept = (torch.where(real, new, old) for new, old in zip(last, first, strict=False))
        return blank_padding(y, mask), type(first)(*kept)

    def _scan(self, x: Tensor, mask: Tensor, first: Any) -> tuple[Tensor, Any]:
        kind = type(first)

        def step(carried: tuple[Tensor, ...], read: tuple[Tensor, Tensor]) -> Any:
            inputs, real = read
            output, after = self.cell(inputs, kind(*carried))
            kept = tuple(
                torch.where(real, new, old) for new, old in zip(after, carried, strict=True)
            )
            return kept, torch.where(real, output, 0.0)

        steps = (x.transpose(0, 1), mask.t()[:, :, None])
        final, outputs = scan(step, tuple(first), steps)
        return outputs.transpose(0, 1), kind(*final)


def with_traced_layers(model: nn.Module) -> nn.Module:
    """A copy of a model, in evaluation mode, whose recurrent layers can be traced."""
    copied = copy.deepcopy(model).eval().requires_grad_(False)
    for module in list(copied.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, Recurrent):
                setattr(module, name, TracedLayer(child))
    return copied
