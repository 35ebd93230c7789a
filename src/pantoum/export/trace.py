"""A module as an ONNX graph."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence

import onnx
import torch
from torch import Tensor, nn

OPSET = 20


def trace(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: Sequence[str],
    axes: Mapping[str, Sequence[str | None]],
) -> onnx.ModelProto:
    """The graph of one call of a module that takes and returns tensors.

    Args:
        inputs: an example of each argument, by its name, in order.
        outputs: names of what is returned.
        axes: for each input a name for each axis that may have any size, None for a fixed one.
    """
    sizes: dict[str, torch.export.Dim] = {}
    shapes = []
    for name, example in inputs.items():
        named = {}
        for axis, size in enumerate(axes.get(name, [None] * example.dim())):
            if size is not None:
                named[axis] = sizes.setdefault(size, torch.export.Dim(size))
        shapes.append(named)
    with _quiet():
        # Given the module, the exporter would fix an axis that it cannot keep open.
        traced = torch.export.export(
            _Called(module), tuple(inputs.values()), dynamic_shapes=(tuple(shapes),), strict=False
        )
        program = torch.onnx.export(
            traced,
            dynamo=True,
            input_names=list(inputs),
            output_names=list(outputs),
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _name_axes(model, axes)
    return model


def _name_axes(model: onnx.ModelProto, axes: Mapping[str, Sequence[str | None]]) -> None:
    """Give the axes the names that were asked for, in place of the tracer's."""
    names = {
        dimension.dim_param: name
        for value in model.graph.input
        for dimension, name in zip(
            value.type.tensor_type.shape.dim, axes.get(value.name, []), strict=False
        )
        if name is not None
    }
    for value in (*model.graph.input, *model.graph.output, *model.graph.value_info):
        for dimension in value.type.tensor_type.shape.dim:
            if dimension.dim_param in names:
                dimension.dim_param = names[dimension.dim_param]


class _Called(nn.Module):
    """A module whose arguments are one tuple, so that their number is no part of its signature."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return self.module(*inputs)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter speaks of what no user can act on."""
    logger = logging.getLogger("torch.onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
