"""Every kernel against the step-by-step reference, `pantoum.layers.unroll`, forward and
backward."""

from typing import Any, NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.comparing import gradients, marked
from torch import Tensor
from torch.testing import assert_close

from pantoum.cells import GRUCell, LSTMCell, RNNCell, map_state
from pantoum.kernels import recurrent_layer
from pantoum.layers import unroll

pytestmark = pytest.mark.usefixtures("device")

each_cell = pytest.mark.parametrize("make", [RNNCell, GRUCell, LSTMCell])
# float64 leaves no room for mistakes; float32 takes the fused path.
each_type = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


class Rows(NamedTuple):
    cell: Any
    x: Tensor
    lengths: Tensor
    state: Any


def rows(make: Any, lengths: list[int], time: int, dtype: torch.dtype) -> Rows:
    cell = make(4, 5).to(dtype)
    torch.nn.init.normal_(cell.bias_hh, std=0.1)
    x = torch.randn(len(lengths), time, 4, dtype=dtype, requires_grad=True)
    state = map_state(
        lambda part: torch.randn_like(part).requires_grad_(), cell.initial_state(len(lengths))
    )
    return Rows(cell, x, torch.tensor(lengths, dtype=torch.long), state)


def by_kernel(given: Rows) -> list[Tensor]:
    form = given.cell.fast()
    y, final = recurrent_layer(form, given.x, given.lengths, given.state, form.weights)
    assert type(final) is given.cell.state_type
    return [y, *final]


def by_steps(given: Rows) -> list[Tensor]:
    y, final = unroll(given.cell, given.x, given.lengths, given.state)
    return [y, *final]


def compare(make: Any, lengths: list[int], time: int, dtype: torch.dtype) -> None:
    given = rows(make, lengths, time, dtype)
    inputs = [given.x, *given.state, *given.cell.parameters()]
    ours = by_kernel(given)
    reference = by_steps(given)
    assert_close(ours, reference)
    tolerance = 2e-5 if dtype == torch.float32 else 1e-8
    assert_close(
        gradients(ours, inputs), gradients(reference, inputs), rtol=tolerance, atol=tolerance
    )


@each_cell
@each_type
@pytest.mark.parametrize(
    ("lengths", "time"),
    [
        ([1], 1),  # one row, one step
        ([0], 1),
        ([0], 0),  # no step at all
        ([0, 0, 0], 4),
        ([4, 4, 4], 4),  # nothing padded
        ([3, 1, 2], 5),  # padding behind the longest
        ([5, 0, 1, 4], 5),
        ([], 3),  # no row
        ([], 0),
        ([40, 3], 40),
    ],
)
def test_equals_the_steps(make: Any, lengths: list[int], time: int, dtype: torch.dtype) -> None:
    compare(make, lengths, time, dtype)


shapes = st.integers(0, 7).flatmap(
    lambda time: st.tuples(st.lists(st.integers(0, time), min_size=1, max_size=5), st.just(time))
)


@each_cell
@settings(max_examples=20)
@given(shape=shapes, dtype=st.sampled_from([torch.float32, torch.float64]))
def test_equals_the_steps_for_any_lengths(
    make: Any, shape: tuple[list[int], int], dtype: torch.dtype
) -> None:
    compare(make, *shape, dtype)


@each_cell
@each_type
@pytest.mark.parametrize("garbage", [1e30, -1e6, float("inf"), float("nan")])
def test_what_padding_holds_is_never_read(make: Any, dtype: torch.dtype, garbage: float) -> None:
    clean = rows(make, [5, 0, 1, 4], 6, dtype)
    padding = torch.arange(6) >= clean.lengths[:, None]
    filled = clean.x.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
    dirty = clean._replace(x=filled)
    for run in (by_kernel, by_steps):
        assert_close(run(dirty), run(clean), rtol=0, atol=0)
        (found,) = gradients(run(dirty), [dirty.x])
        (expected,) = gradients(run(clean), [clean.x])
        assert_close(found, expected, rtol=0, atol=0)
        assert found[padding].count_nonzero() == 0


@each_cell
@each_type
def test_padding_gives_zeros_and_the_state_at_the_true_last_step(
    make: Any, dtype: torch.dtype
) -> None:
    given = rows(make, [6, 2, 0], 6, dtype)
    y, *final = by_kernel(given)
    assert y[1, 2:].count_nonzero() == y[2].count_nonzero() == 0
    alone = Rows(
        given.cell, given.x[1:2, :2], given.lengths[1:2], map_state(lambda p: p[1:2], given.state)
    )
    y_alone, *final_alone = by_kernel(alone)
    assert_close(y[1:2, :2], y_alone)
    assert_close([part[1:2] for part in final], final_alone)
    assert all(
        torch.equal(part[2], first[2]) for part, first in zip(final, given.state, strict=True)
    )


@each_type
def test_the_memory_cell_of_an_lstm_and_its_gradient_pass_padding_bit_for_bit(
    dtype: torch.dtype,
) -> None:
    given = rows(LSTMCell, [0, 0, 0, 50], 50, dtype)
    with torch.no_grad():
        given.state.cell.mul_(torch.tensor([[1.0], [1e-6], [1e6], [1.0]]))
    _, _, cell = by_kernel(given)
    assert torch.equal(cell[:3], given.state.cell[:3])
    (through,) = torch.autograd.grad(marked([cell[:3]]), [given.state.cell])
    (direct,) = torch.autograd.grad(marked([given.state.cell[:3]]), [given.state.cell])
    assert torch.equal(through[:3], direct[:3])


@each_cell
def test_works_without_gradients(make: Any) -> None:
    given = rows(make, [3, 0, 2], 4, torch.float32)
    with torch.inference_mode():
        assert_close(by_kernel(given), by_steps(given))


@each_cell
@pytest.mark.parametrize("x_type", [torch.float32, torch.bfloat16])
def test_works_in_mixed_precision(make: Any, x_type: torch.dtype, device: torch.device) -> None:
    given = rows(make, [5, 3, 0], 6, torch.float32)
    exact = by_kernel(given)
    with torch.autocast(device.type, torch.bfloat16):
        mixed = by_kernel(given._replace(x=given.x.to(x_type)))
    marked(mixed).backward()
    assert_close([part.float() for part in mixed], exact, rtol=0.03, atol=0.03)


@each_cell
def test_works_on_rows_and_states_of_any_stride(make: Any) -> None:
    given = rows(make, [3, 0, 2], 4, torch.float32)
    turned = given._replace(
        x=given.x.transpose(0, 1).contiguous().transpose(0, 1),
        state=map_state(lambda part: part.t().contiguous().t(), given.state),
    )
    assert_close(by_kernel(turned), by_kernel(given))


@each_cell
@pytest.mark.parametrize("time", [0, 3])
@pytest.mark.parametrize("wrong", [-1, 4])
def test_impossible_lengths_are_refused(make: Any, time: int, wrong: int) -> None:
    with torch.device("cpu"):  # elsewhere lengths are not read
        given = rows(make, [0, wrong], time, torch.float32)
    for run in (by_kernel, by_steps):
        with pytest.raises(ValueError, match=rf"lengths must be from 0 to {time}.*\[0, {wrong}\]"):
            run(given)
