"""Dropout: how much, where, and when."""

import pytest
import torch
from torch.testing import assert_close

from pantoum.cells import RNNCell
from pantoum.layers import SequenceDropout, drop_weights


@pytest.mark.parametrize("rate", [0.1, 0.45, 0.9])
@pytest.mark.parametrize("variational", [True, False])
def test_drops_its_share_and_scales_the_rest(rate: float, variational: bool) -> None:
    dropout = SequenceDropout(rate, variational)
    x = torch.randn(200, 5, 100)
    y = dropout(x)
    kept = y != 0
    drawn = 200 * 100 * (1 if variational else 5)
    deviation = (rate * (1 - rate) / drawn) ** 0.5
    assert abs((~kept).double().mean() - rate) < 5 * deviation
    assert_close(y[kept], x[kept] / (1 - rate))
    assert torch.equal(kept, kept[:, :1].expand_as(kept)) is variational
    assert not torch.equal(kept[0], kept[1])  # each row has a mask of its own
    assert not torch.equal(kept, dropout(x) != 0)  # and each call


@pytest.mark.parametrize("variational", [True, False])
def test_nothing_is_dropped_in_evaluation_or_at_rate_zero(variational: bool) -> None:
    x = torch.randn(3, 4, 5)
    assert torch.equal(SequenceDropout(0.5, variational).eval()(x), x)
    assert torch.equal(SequenceDropout(0.0, variational)(x), x)
    assert SequenceDropout(0.5, variational).eval().mask(x, 3, 4, 5) is None
    assert SequenceDropout(0.0, variational).mask(x, 3, 4, 5) is None


@pytest.mark.parametrize(("variational", "steps"), [(True, 1), (False, 4)])
def test_a_mask_can_be_drawn_ahead(variational: bool, steps: int) -> None:
    like = torch.zeros(1, dtype=torch.float64)
    mask = SequenceDropout(0.5, variational).mask(like, 30, 4, 50)
    assert mask is not None
    assert mask.shape == (30, steps, 50)
    assert mask.dtype == torch.float64
    assert sorted(mask.unique().tolist()) == [0, 2]


def test_recurrent_weights_are_dropped_one_by_one() -> None:
    cell = RNNCell(3, 200)
    weight = cell.weight_hh
    torch.nn.init.uniform_(weight, 1, 2)
    dropped = drop_weights(cell, 0.3)
    kept = dropped != 0
    assert abs((~kept).double().mean() - 0.3) < 5 * (0.3 * 0.7 / 40_000) ** 0.5
    assert_close(dropped[kept], weight[kept] / 0.7)
    assert not kept.all(dim=0).any()
    assert not kept.all(dim=1).any()
