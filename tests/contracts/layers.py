"""What holds for every layer; each check takes ``make(input_size, hidden_size)``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tests.comparing import gradients, tensors_of
from tests.contracts.numeric import (
    check_gradients_reach_every_parameter,
    check_numeric_gradients,
    check_saved_and_loaded,
)
from torch import Tensor
from torch.testing import assert_close

from pantoum.cells import map_state, select_rows

Make = Callable[[int, int], Any]

LENGTHS = [2, 6, 0, 5]


def layer_of(make: Make, hidden_size: int = 4) -> Any:
    """A layer in float64 that reads vectors of 3."""
    layer = make(3, hidden_size).double()
    with torch.no_grad():  # biases that are all 0 would hide mistakes
        for parameter in layer.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return layer


def rows() -> tuple[Tensor, Tensor]:
    x = torch.randn(len(LENGTHS), 6, 3, dtype=torch.float64, requires_grad=True)
    return x, torch.tensor(LENGTHS)


def first_state(layer: Any) -> Any:
    """A first state for the rows, of numbers of its own."""
    x, lengths = rows()
    return map_state(lambda part: torch.randn_like(part).requires_grad_(), layer(x, lengths)[1])


def check_sizes(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    assert layer.input_size == 3
    assert layer(x, lengths)[0].shape == (*x.shape[:2], layer.output_size)


def check_batch_and_padding_change_nothing(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    state = first_state(layer)
    y, final = layer(x, lengths, state)
    for row, length in enumerate(LENGTHS):
        one = torch.tensor([row])
        y_alone, final_alone = layer(x[one, :length], lengths[one], select_rows(state, one))
        assert_close(y[one, :length], y_alone)
        assert_close(select_rows(final, one), final_alone)
        assert y[row, length:].count_nonzero() == 0
    order = torch.tensor([3, 1, 0, 2])
    shuffled = layer(x[order], lengths[order], select_rows(state, order))
    assert_close(shuffled, (y[order], select_rows(final, order)))
    empty = torch.tensor([2])
    assert_close(select_rows(final, empty), select_rows(state, empty), rtol=0, atol=0)


def check_what_padding_holds_is_never_read(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    padding = (torch.arange(6) >= lengths[:, None])[:, :, None]
    clean = layer(x, lengths)
    for garbage in (float("nan"), float("inf"), -1e6):
        dirty = x.detach().masked_fill(padding, garbage).requires_grad_()
        found = layer(dirty, lengths)
        assert_close(found, clean, rtol=0, atol=0)
        (grad,) = gradients(tensors_of(found), [dirty])
        assert grad.isfinite().all()
        assert grad.masked_select(padding).count_nonzero() == 0


def check_first_states_are_zero(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    zeros = map_state(torch.zeros_like, first_state(layer))
    assert_close(layer(x, lengths), layer(x, lengths, zeros), rtol=0, atol=0)


def check_lists_and_tuples_are_taken(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    state = first_state(layer)
    expected = layer(x, lengths, state)
    assert_close(layer(x, LENGTHS, plain(state)), expected, rtol=0, atol=0)
    assert_close(layer(x, lengths.int(), state), expected, rtol=0, atol=0)


def plain(state: Any) -> Any:
    """The state as nothing but tuples."""
    return state if isinstance(state, Tensor) else tuple(plain(part) for part in state)


def check_state_passed_in_is_left_alone(make: Make) -> None:
    layer = layer_of(make)
    x, lengths = rows()
    state = first_state(layer)
    before = [part.detach().clone() for part in tensors_of(state)]
    first = layer(x, lengths, state)
    again = layer(x, lengths, state)
    assert_close(first, again, rtol=0, atol=0)
    assert_close([part.detach() for part in tensors_of(state)], before, rtol=0, atol=0)


def check_gradients(make: Make) -> None:
    layer = layer_of(make, hidden_size=2)
    x, lengths = rows()

    def run(x: Tensor) -> list[Tensor]:
        return tensors_of(layer(x, lengths))

    check_numeric_gradients(layer, run, x, fast=True)
    check_gradients_reach_every_parameter(layer, run(x))


def check_file(make: Make, file: Path) -> None:
    x, lengths = rows()
    fresh = layer_of(make)
    check_saved_and_loaded(layer_of(make), fresh, lambda layer: layer(x, lengths), file)


def check_plain_loop(make: Make) -> None:
    """A layer of a single cell equals the cell's own calls, one row and one step at a time."""
    layer = layer_of(make)
    x, lengths = rows()
    state = first_state(layer)
    outputs = []
    finals = []
    for row, length in enumerate(LENGTHS):
        one = torch.tensor([row])
        current = select_rows(state, one)
        steps = []
        for step in range(length):
            output, current = layer.cell(x[one, step], current)
            steps.append(output[0])
        padding = [torch.zeros(layer.output_size, dtype=x.dtype)] * (6 - length)
        outputs.append(torch.stack([*steps, *padding]))
        finals.append(current)
    expected = [torch.stack(outputs), *(torch.cat(parts) for parts in zip(*finals, strict=True))]
    y, final = layer(x, lengths, state)
    found = [y, *final]
    assert_close(found, expected)
    inputs = [x, *state, *layer.parameters()]
    assert_close(gradients(found, inputs), gradients(expected, inputs))


CHECKS = [
    check_sizes,
    check_batch_and_padding_change_nothing,
    check_what_padding_holds_is_never_read,
    check_first_states_are_zero,
    check_lists_and_tuples_are_taken,
    check_state_passed_in_is_left_alone,
    check_gradients,
]
