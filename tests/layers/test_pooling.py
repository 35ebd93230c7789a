"""Every pooling against plain lists of numbers, and what holds for all of them."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from tests.comparing import gradcheck, gradients
from tests.oracles import dot, softmax, times
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import length_mask
from pantoum.layers import (
    AttentionPooling,
    Bidirectional,
    LastPooling,
    MaxPooling,
    MeanPooling,
    Pooling,
    gru,
)

FORWARD = 2
SIZE = 5
TIME = 6
LENGTHS = torch.tensor([6, 3, 1, 0])

POOLINGS: dict[str, Callable[[], Any]] = {
    "last": lambda: LastPooling(FORWARD, SIZE),
    "mean": lambda: MeanPooling(SIZE),
    "max": lambda: MaxPooling(SIZE),
    "attention": lambda: AttentionPooling(SIZE, 4),
}

each_pooling = pytest.mark.parametrize("make", POOLINGS.values(), ids=POOLINGS)


def states() -> Tensor:
    return torch.randn(4, TIME, SIZE, dtype=torch.float64)


def rows_of(y: Tensor) -> list[list[list[float]]]:
    """The real states of each row as lists."""
    return [row[:length].tolist() for row, length in zip(y, LENGTHS.tolist(), strict=True)]


def test_last_is_each_directions_last_state() -> None:
    y = states()
    expected = [row[-1][:FORWARD] + row[0][FORWARD:] if row else [0.0] * SIZE for row in rows_of(y)]
    assert LastPooling(FORWARD, SIZE)(y, LENGTHS).vector.tolist() == expected


def test_last_of_a_bidirectional_layer_is_its_final_state() -> None:
    layer = Bidirectional(gru(3, FORWARD), gru(3, SIZE - FORWARD))
    y, final = layer(torch.randn(4, TIME, 3), LENGTHS)
    expected = torch.cat([final.forward.hidden, final.backward.hidden], dim=-1)
    assert torch.equal(LastPooling(FORWARD, SIZE)(y, LENGTHS).vector, expected)


def test_mean_and_max_are_those_of_the_real_states() -> None:
    y = states()
    columns = [list(zip(*row, strict=True)) for row in rows_of(y)]
    means = [
        [sum(column) / len(column) for column in row] if row else [0.0] * SIZE for row in columns
    ]
    assert_close(MeanPooling(SIZE)(y, LENGTHS).vector, torch.tensor(means, dtype=torch.float64))
    highest = [[max(column) for column in row] if row else [0.0] * SIZE for row in columns]
    assert MaxPooling(SIZE)(y, LENGTHS).vector.tolist() == highest


def test_attention_is_a_softmax_of_the_additive_score() -> None:
    pooling = AttentionPooling(SIZE, 4).double()
    y = states()
    score = pooling.attention
    query = pooling.query.tolist()
    asked = times(score.query.weight.tolist(), query)
    vector, weights = pooling(y, LENGTHS)
    assert weights is not None
    for index, row in enumerate(rows_of(y)[:3]):
        keys = [times(score.key.weight.tolist(), state) for state in row]
        inner = [[math.tanh(a + b) for a, b in zip(asked, key, strict=True)] for key in keys]
        shares = softmax([dot(score.energy.weight[0].tolist(), one) for one in inner])
        assert weights[index, : len(row)].tolist() == pytest.approx(shares, abs=1e-9)
        expected = [
            sum(share * state[place] for share, state in zip(shares, row, strict=True))
            for place in range(SIZE)
        ]
        assert vector[index].tolist() == pytest.approx(expected, abs=1e-9)


@each_pooling
def test_the_contract_is_kept(make: Callable[[], Any]) -> None:
    pooling = make().double()
    assert isinstance(pooling, Pooling)
    assert pooling.output_size == SIZE
    vector, weights = pooling(states(), LENGTHS)
    assert vector.shape == (4, SIZE)
    if weights is not None:
        assert_close(weights.sum(dim=1), torch.tensor([1.0, 1.0, 1.0, 0.0], dtype=torch.float64))
        assert weights[~length_mask(LENGTHS, TIME)].count_nonzero() == 0


@each_pooling
@pytest.mark.parametrize("garbage", [1e6, -1e6, float("nan")])
def test_what_padding_holds_has_no_influence(make: Callable[[], Any], garbage: float) -> None:
    pooling = make().double()
    y = states()
    other = torch.where(length_mask(LENGTHS, TIME)[:, :, None], y, garbage)
    assert torch.equal(pooling(y, LENGTHS).vector, pooling(other, LENGTHS).vector)
    wider = torch.cat([y, torch.full((4, 3, SIZE), garbage, dtype=torch.float64)], dim=1)
    assert_close(pooling(wider, LENGTHS).vector, pooling(y, LENGTHS).vector)


@each_pooling
def test_a_batch_equals_its_rows_one_by_one(make: Callable[[], Any]) -> None:
    pooling = make().double()
    y = states()
    together = pooling(y, LENGTHS).vector
    for row, length in enumerate(LENGTHS.tolist()):
        alone = pooling(y[row : row + 1, :length], LENGTHS[row : row + 1]).vector
        assert_close(alone[0], together[row])


@each_pooling
def test_a_row_without_tokens_gives_zeros_and_finite_gradients(make: Callable[[], Any]) -> None:
    pooling = make().double()
    y = states().requires_grad_()
    vector, weights = pooling(y, LENGTHS)
    assert vector[3].count_nonzero() == 0
    found = gradients([vector] + ([] if weights is None else [weights]), [y, *pooling.parameters()])
    assert all(grad.isfinite().all() for grad in found)
    assert found[0][~length_mask(LENGTHS, TIME)].count_nonzero() == 0
    nothing = pooling(torch.zeros(2, 0, SIZE, dtype=torch.float64), torch.tensor([0, 0]))
    assert nothing.vector.tolist() == [[0.0] * SIZE] * 2


@each_pooling
def test_gradients_are_right(make: Callable[[], Any]) -> None:
    pooling = make().double()
    y = states().requires_grad_()
    parameters = list(pooling.parameters())
    assert gradcheck(lambda given, *rest: pooling(given, LENGTHS).vector, (y, *parameters))
    reached = gradients([pooling(y, LENGTHS).vector], [y, *parameters])
    assert all(grad.count_nonzero() == grad.numel() for grad in reached[1:])
