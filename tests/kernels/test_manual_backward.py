"""The manual backward passes against numeric derivatives, in float64."""

from typing import Any

import pytest
import torch
from tests.comparing import gradcheck, gradients
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import AdditiveForm, AttentionMemory, DotForm, ScoreForm, additive_form
from pantoum.cells import CellForm, GRUCell, LSTMCell, RNNCell
from pantoum.kernels import (
    FedWeights,
    ReadoutWeights,
    SymbolProducts,
    attend_all_steps,
    attend_then_update,
    update_then_attend,
)
from pantoum.kernels.attend_all_steps import step_energies
from pantoum.kernels.stepwise import stepwise

pytestmark = pytest.mark.usefixtures("device")

BATCH = 3
STEPS = 3
HIDDEN = 2
SOURCE = 4
ANNOTATION = 3
KEY = 5
READOUT = 2
# A form, and how many gates and parts of a state it has.
CELLS = [
    (LSTMCell(1, HIDDEN).fast(), 4, 2),
    (GRUCell(1, HIDDEN).fast(), 3, 1),
    (RNNCell(1, HIDDEN).fast(), 1, 1),
]
each_cell = pytest.mark.parametrize(("form", "gates", "parts"), CELLS, ids=["lstm", "gru", "rnn"])
each_score = pytest.mark.parametrize("additive", [True, False], ids=["additive", "product"])
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]], dtype=torch.bool)


def numbers(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


def attended(additive: bool) -> list[Tensor]:
    """Annotations, keys, and the score's weights if it has some."""
    annotations = numbers(BATCH, SOURCE, ANNOTATION)
    keys = numbers(BATCH, SOURCE, KEY if additive else HIDDEN)
    weights = [numbers(KEY, HIDDEN), numbers(KEY)] if additive else []
    return [annotations, keys, *weights]


def memory_and_score(tensors: tuple[Tensor, ...]) -> tuple[AttentionMemory, ScoreForm]:
    annotations, keys, *weights = tensors
    score = AdditiveForm(*weights) if weights else DotForm()
    return AttentionMemory(annotations, keys, MASK.to(keys.device)), score


@each_cell
def test_a_layer(form: CellForm, gates: int, parts: int) -> None:
    def run(products: Tensor, weight: Tensor, bias: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        y, final = stepwise(form, products, state, weight, bias)
        return y, *final

    size = gates * HIDDEN
    state = [numbers(BATCH, HIDDEN) for _ in range(parts)]
    assert gradcheck(
        run, (numbers(STEPS, BATCH, size), numbers(size, HIDDEN), numbers(size), *state)
    )


@each_cell
@each_score
def test_a_decoder_that_attends_then_updates(
    form: CellForm, gates: int, parts: int, additive: bool
) -> None:
    def run(
        products: Tensor, weight: Tensor, bias: Tensor, feed: Tensor, *rest: Tensor
    ) -> tuple[Tensor, ...]:
        state = rest[:parts]
        weights = FedWeights(weight, bias, feed)
        found = attend_then_update(form, products, state, weights, *memory_and_score(rest[parts:]))
        return found.hidden, found.context, found.weights, *found.state

    size = gates * HIDDEN
    weights = (numbers(size, HIDDEN), numbers(size), numbers(size, ANNOTATION))
    state = [numbers(BATCH, HIDDEN) for _ in range(parts)]
    assert gradcheck(run, (numbers(STEPS, BATCH, size), *weights, *state, *attended(additive)))


@each_cell
@each_score
def test_a_decoder_that_updates_then_attends(
    form: CellForm, gates: int, parts: int, additive: bool
) -> None:
    def run(*tensors: Tensor) -> tuple[Tensor, ...]:
        products = SymbolProducts(*tensors[:3])
        weights = FedWeights(*tensors[3:6])
        readout = ReadoutWeights(*tensors[6:8])
        state = tensors[8 : 8 + parts]
        rest = tensors[8 + parts :]
        read = update_then_attend(form, products, state, weights, readout, *memory_and_score(rest))
        return read.readout, read.weights, *read.state

    size = gates * HIDDEN
    products = (
        numbers(STEPS, BATCH, size),
        numbers(STEPS, BATCH, READOUT),
        numbers(BATCH, READOUT),
    )
    weights = (numbers(size, HIDDEN), numbers(size), numbers(size, READOUT))
    readout = (numbers(READOUT, HIDDEN), numbers(READOUT, ANNOTATION))
    state = [numbers(BATCH, HIDDEN) for _ in range(parts)]
    assert gradcheck(run, (*products, *weights, *readout, *state, *attended(additive)))


@each_score
def test_all_steps_attend_at_once(additive: bool) -> None:
    def run(hidden: Tensor, *tensors: Tensor) -> tuple[Tensor, Tensor]:
        return attend_all_steps(hidden, *memory_and_score(tensors))

    assert gradcheck(run, (numbers(BATCH, STEPS, HIDDEN), *attended(additive)))


def energies_of(queries: Tensor, keys: Tensor, energy: Tensor) -> Tensor:
    return step_energies(queries, keys, AdditiveForm(numbers(KEY, HIDDEN), energy))


def test_additive_energies_are_those_of_the_equation() -> None:
    queries = numbers(2, 3, KEY)
    keys = numbers(2, SOURCE, KEY)
    energy = numbers(KEY)
    expected = torch.tanh(queries[:, :, None] + keys[:, None]) @ energy
    assert_close(energies_of(queries, keys, energy), expected)
    assert gradcheck(energies_of, (queries, keys, energy))


@each_cell
def test_what_is_passed_in_stays_as_it_is(form: CellForm, gates: int, parts: int) -> None:
    """Also where a buffer could be the input itself: one step of one row."""
    size = gates * HIDDEN
    given: list[Any] = [numbers(1, 1, size), numbers(size, HIDDEN), numbers(size)]
    given += [numbers(1, HIDDEN) for _ in range(parts)]
    before = [tensor.detach().clone() for tensor in given]
    y, final = stepwise(form, given[0], tuple(given[3:]), given[1], given[2])
    cotangents = [torch.ones_like(part) for part in (y, *final)]
    torch.autograd.backward([y, *final], cotangents)
    assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)
    assert all(bool((cotangent == 1).all()) for cotangent in cotangents)


@pytest.mark.parametrize("block", [1, 2 * SOURCE * KEY, 1 << 18])
def test_blocks_of_rows_change_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = numbers(BATCH, STEPS, KEY)
    keys = numbers(BATCH, SOURCE, KEY)
    energy = numbers(KEY)
    expected = torch.tanh(queries[:, :, None] + keys[:, None]) @ energy
    wanted = gradients([expected], [queries, keys, energy])
    monkeypatch.setattr(additive_form, "TRAINING_BLOCK", block)
    found = energies_of(queries, keys, energy)
    assert_close(found, expected)
    assert_close(gradients([found], [queries, keys, energy]), wanted)
