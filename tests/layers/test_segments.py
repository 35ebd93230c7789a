"""Sequences in segments against whole ones: the same values and gradients, with less kept between
the two passes.
"""

from typing import Any

import pytest
import torch
from tests.comparing import gradients
from torch import Tensor
from torch.testing import assert_close

from pantoum.layers import Bidirectional, Recurrent, gru, lstm, rnn

MAKERS = [lstm, gru, rnn]


@pytest.mark.parametrize("segment", [1, 3, 6, 7])
@pytest.mark.parametrize("fused", [True, False], ids=["kernel", "steps"])
@pytest.mark.parametrize("make", MAKERS)
def test_segments_change_nothing(make: Any, fused: bool, segment: int) -> None:
    layer: Recurrent = make(3, 4).double()
    layer.fast = fused
    x = torch.randn(4, 7, 3, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([7, 3, 0, 5])
    inputs = [x, *layer.cell.parameters()]
    y, final = layer(x, lengths)
    layer.recompute = segment
    y_parts, final_parts = layer(x, lengths)
    assert_close([y_parts, *final_parts], [y, *final])
    assert_close(gradients([y_parts, *final_parts], inputs), gradients([y, *final], inputs))


def test_lengths_beyond_the_time_axis_are_refused() -> None:
    layer = lstm(3, 4, recompute=2)
    with pytest.raises(ValueError, match="lengths must be from 0 to 5"):
        layer(torch.zeros(1, 5, 3), torch.tensor([6]))


def kept(layer: Any, x: Tensor) -> int:
    """Numbers that the forward pass keeps for the backward pass, the layer's weights and input left
    out.
    """
    known = {tensor.untyped_storage().data_ptr() for tensor in (x, *layer.parameters())}
    sizes: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        place = tensor.untyped_storage().data_ptr()
        if place not in known:
            sizes[place] = tensor.untyped_storage().size()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y, _ = layer(x, torch.full((len(x),), x.shape[1]))
    y.sum().backward()
    return sum(sizes.values())


@pytest.mark.parametrize("make", MAKERS)
def test_less_is_kept(make: Any) -> None:
    x = torch.randn(2, 64, 16, requires_grad=True)
    whole = kept(Bidirectional(make(16, 16), make(16, 16)), x)
    parts = kept(Bidirectional(make(16, 16, recompute=8), make(16, 16, recompute=8)), x)
    assert parts < whole / 2


def test_nothing_is_in_segments_without_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any) -> None:
        raise AssertionError("in segments")

    monkeypatch.setattr("pantoum.layers.recurrent.in_segments", refuse)
    layer = lstm(3, 4, recompute=2)
    with torch.no_grad():
        y, _ = layer(torch.randn(1, 5, 3), torch.tensor([5]))
    assert y.shape == (1, 5, 4)
