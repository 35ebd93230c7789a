"""A module as an ONNX graph."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence

import onnx
import torch
from torch import Tensor, nn

from pantoum.errors import PantoumError
from pantoum.exporting.recurrent_nodes import TRANSLATIONS

OPSET = 20
TALKATIVE = ("torch.onnx", "torch.fx.experimental.symbolic_shapes", "onnxscript")
OUR_PACKAGES = ("pantoum", "torch")


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
    Raises: PantoumError for a module of which no graph can be made, or none for all sizes.
    """
    sizes = {name: torch.export.Dim(name) for names in axes.values() for name in names if name}
    dynamic = tuple(
        {axis: sizes[name] for axis, name in enumerate(axes[argument]) if name}
        for argument in inputs
    )
    with _quiet(), _refusing(module):
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
            custom_translation_table=TRANSLATIONS,
        )
    assert program is not None
    model = program.model_proto
    _name_axes(model, axes)
    _forget_origins(model.graph)
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


def _forget_origins(graph: onnx.GraphProto) -> None:
    """Leave out what the tracer notes of where in the code each node and value comes from: it is
    large, and holds the paths of this machine.
    """
    del graph.metadata_props[:]
    for value in (*graph.input, *graph.output, *graph.value_info):
        del value.metadata_props[:]
    for node in graph.node:
        del node.metadata_props[:]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _forget_origins(attribute.g)


class _Called(nn.Module):
    """A module whose arguments are one tuple, so that their number is no part of its signature."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return self.module(*inputs)


@contextlib.contextmanager
def _refusing(module: nn.Module) -> Iterator[None]:
    """What the exporter raises, of many types, as one sentence that names the user's own blocks."""
    try:
        yield
    except Exception as error:
        kinds = {type(part) for part in module.modules()}
        own = sorted(
            kind.__name__ for kind in kinds if kind.__module__.split(".")[0] not in OUR_PACKAGES
        )
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise PantoumError(
            f"PyTorch can make no graph of it ({reason})",
            where=", ".join(own) or "the model",
            remedy="compute without an if or a loop that depends on values or sizes of tensors",
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter speaks of what no user can act on, and prints what it cannot trace."""
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
