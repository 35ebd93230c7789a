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
    axes: Mapping[str, Sequence[str | None]],
    outputs: Sequence[str] | None = None,
) -> onnx.ModelProto:
    """The graph of a call of a module that takes tensors and returns a tuple of tensors.

    Args:
        inputs: an example of each argument, in order, by the name that it gets in the graph.
        axes: for each input the names of the axes that may have any size, None for a fixed one.
        outputs: names of what is returned, if they matter.
    """
    sizes = {name: torch.export.Dim(name) for names in axes.values() for name in names if name}
    dynamic = tuple(
        {axis: sizes[name] for axis, name in enumerate(axes[argument]) if name}
        for argument in inputs
    )
    with _quiet():
        # Were it given the module itself, the exporter would fix an axis that it cannot keep open.
        traced = torch.export.export(
            _Called(module),
            tuple(inputs.values()),
            dynamic_shapes=(dynamic,),  # one tuple of arguments; see `_Called`
            strict=False,
        )
        program = torch.onnx.export(
            traced,
            dynamo=True,
            input_names=list(inputs),
            output_names=outputs,
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _name_axes(model, axes)
    return model


def _name_axes(model: onnx.ModelProto, axes: Mapping[str, Sequence[str | None]]) -> None:
    """Give the axes that may have any size their names, in place of the tracer's."""
    graph = model.graph
    names = {
        size.dim_param: name
        for value in graph.input
        for size, name in zip(value.type.tensor_type.shape.dim, axes[value.name], strict=True)
        if name
    }
    for value in (*graph.input, *graph.output, *graph.value_info):
        for size in value.type.tensor_type.shape.dim:
            if size.dim_param in names:
                size.dim_param = names[size.dim_param]


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
