"""ONNX's own nodes for a whole LSTM, GRU or plain RNN layer, with a cell's weights in their order.

While a model is traced, such a layer is one operation of ours, `run`, which the tracer does not
look into; `TRANSLATIONS` tells the exporter which node it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from onnx import TensorProto
from onnxscript import opset20
from torch import Tensor, nn

from pantoum.cells import GRUCell, LSTMCell, RNNCell, fast_form


class RecurrentNode(NamedTuple):
    """An operator of ONNX: its name, the order in which it takes a cell's blocks of weights, and
    its attributes.
    """

    operator: str
    order: tuple[int, ...]
    attributes: Mapping[str, int]


# ONNX has LSTM's blocks as i, o, f, c and PyTorch as i, f, g, o; GRU's as z, r, h and PyTorch as
# r, z, n, where PyTorch resets after the product.
NODES: dict[type[nn.Module], RecurrentNode] = {
    LSTMCell: RecurrentNode("LSTM", (0, 3, 1, 2), {}),
    GRUCell: RecurrentNode("GRU", (1, 0, 2), {"linear_before_reset": 1}),
    RNNCell: RecurrentNode("RNN", (0,), {}),
}
OPERATORS = {node.operator: node for node in NODES.values()}
# Of the operation that stands for a layer while it is traced.
SCHEMA = (
    "(str operator, Tensor x, Tensor lengths, Tensor hidden, Tensor cell, Tensor weight_ih, "
    "Tensor weight_hh, Tensor biases, int size) -> (Tensor, Tensor, Tensor)"
)
op: Any = opset20  # its types are of eager values, not of those of a graph


def node_of(cell: Any) -> RecurrentNode | None:
    """The operator that computes what a cell does; None for cells that have none, among them those
    of a user's own that change the equation of one.
    """
    if fast_form(cell) is None:
        return None
    return next((node for kind, node in NODES.items() if isinstance(cell, kind)), None)


def weights_of(cell: Any, node: RecurrentNode) -> tuple[Tensor, Tensor, Tensor]:
    """A cell's input weights, recurrent weights and biases, with the blocks in the operator's
    order.
    """

    def ordered(weight: Tensor) -> Tensor:
        blocks = weight.detach().unflatten(0, (len(node.order), -1))
        return blocks[list(node.order)].flatten(0, 1).contiguous()

    biases = torch.cat([ordered(cell.bias_ih), ordered(cell.bias_hh)])
    return ordered(cell.weight_ih), ordered(cell.weight_hh), biases


@torch.library.custom_op("pantoum::recurrent_layer", mutates_args=(), schema=SCHEMA)
def run(
    operator: str,
    x: Tensor,
    lengths: Tensor,
    hidden: Tensor,
    cell: Tensor,
    weight_ih: Tensor,
    weight_hh: Tensor,
    biases: Tensor,
    size: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """A whole layer as a node: x [batch, time, input] -> y [batch, time, size], and the last hidden
    state and memory cell [batch, size]. It is traced, never computed.

    Args:
        operator: a key of `OPERATORS`; lengths [batch], at least 1.
        hidden, cell: the first state; `cell` is read by an LSTM alone.
        weight_ih, weight_hh, biases: as `weights_of` gives them; size: of a state.
    """
    raise NotImplementedError("a layer of a graph is computed by ONNX Runtime")


@run.register_fake
def _(
    operator: str,
    x: Tensor,
    lengths: Tensor,
    hidden: Tensor,
    cell: Tensor,
    weight_ih: Tensor,
    weight_hh: Tensor,
    biases: Tensor,
    size: int,
) -> tuple[Tensor, Tensor, Tensor]:
    y = x.new_empty(x.shape[0], x.shape[1], size)
    return y, torch.empty_like(hidden), torch.empty_like(cell)


def _translated(
    operator: str,
    x: Any,
    lengths: Any,
    hidden: Any,
    cell: Any,
    weight_ih: Any,
    weight_hh: Any,
    biases: Any,
    size: int,
) -> Any:
    """The node, with its axes in ONNX's order: time first, and one for the direction."""
    time_first = op.Transpose(x, perm=[1, 0, 2])
    weights = [op.Unsqueeze(weight, [0]) for weight in (weight_ih, weight_hh, biases)]
    sizes = op.Cast(lengths, to=TensorProto.INT32)
    first = op.Unsqueeze(hidden, [0])
    attributes = {"hidden_size": size, **OPERATORS[operator].attributes}
    if operator == "LSTM":
        memory = op.Unsqueeze(cell, [0])
        y, last, last_cell = op.LSTM(time_first, *weights, sizes, first, memory, **attributes)
        last_cell = op.Squeeze(last_cell, [0])
    else:
        layer = {"GRU": op.GRU, "RNN": op.RNN}[operator]
        y, last = layer(time_first, *weights, sizes, first, **attributes)
        last_cell = op.Identity(cell)
    return op.Transpose(op.Squeeze(y, [1]), perm=[1, 0, 2]), op.Squeeze(last, [0]), last_cell


TRANSLATIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    torch.ops.pantoum.recurrent_layer.default: _translated
}
