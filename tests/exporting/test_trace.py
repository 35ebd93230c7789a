"""What is traced: graphs for all sizes, or a refusal by name."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.exporting.graphs import Session
from torch import Tensor, nn

from pantoum.errors import PantoumError
from pantoum.exporting.trace import trace

ROWS = {"x": torch.zeros(3, 5)}


class Doubling(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (x * 2,)


class OfFiveAlone(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (x + torch.ones(5),)


class Deciding(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (x * 2 if x.sum() > 1 else x,)


def test_axes_and_outputs_have_their_names() -> None:
    graph = trace(Doubling(), ROWS, {"x": ["batch", "time"]}, ["y"])
    for value in (*graph.graph.input, *graph.graph.output):
        sizes = value.type.tensor_type.shape.dim
        assert [size.dim_param for size in sizes] == ["batch", "time"]
    assert b".py" not in graph.SerializeToString()  # the tracer notes lines of code
    x = np.ones((1, 1), np.float32)
    np.testing.assert_array_equal(Session(graph)(x=x)["y"], x * 2)


@pytest.mark.parametrize("module", [OfFiveAlone(), Deciding()], ids=lambda one: type(one).__name__)
def test_what_cannot_be_traced_is_refused_by_name(
    module: nn.Module, capfd: pytest.CaptureFixture[str]
) -> None:
    nested = nn.Sequential(module)
    with pytest.raises(PantoumError, match="PyTorch can make no graph of it") as refusal:
        trace(nested, ROWS, {"x": ["batch", "time"]})
    assert capfd.readouterr() == ("", "")
    assert refusal.value.where == type(module).__name__
    assert "\n" not in str(refusal.value)
    assert refusal.value.remedy is not None
