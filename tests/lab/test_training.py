"""The loop of the lab: a step against one by hand, when it stops, what the seed decides."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from pantoum.cells import CELLS
from pantoum.lab import training
from pantoum.lab.first_biases import KEEPING, remember
from pantoum.lab.network import Reader
from pantoum.lab.tasks.adding import AddingTask
from pantoum.lab.tasks.contract import Batch
from pantoum.lab.training import Training, step, train, wrong_share

SMALL = {"hidden": 4, "steps": 6, "batch": 3, "learning_rate": 0.01, "max_grad_norm": 1.0}


def by_hand(weight: float, gradients: list[float], rate: float) -> float:
    """A weight after steps of Adam (Kingma & Ba 2015, algorithm 1) along given gradients."""
    first = second = 0.0
    for number, gradient in enumerate(gradients, start=1):
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        unbiased = first / (1 - 0.9**number)
        weight -= rate * unbiased / (math.sqrt(second / (1 - 0.999**number)) + 1e-8)
    return weight


def test_steps_are_those_of_adam_along_clipped_gradients() -> None:
    network = nn.Linear(1, 1, bias=False)
    nn.init.constant_(network.weight, 0.5)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
    for scale in (0.25, 8.0):
        step(network, optimizer, scale * network.weight.sum(), max_grad_norm=2.0)
    # The gradients are 0.25 and 8, of which the second is clipped to 2.
    expected = by_hand(0.5, [0.25, 2.0], 0.1)
    assert float(network.weight.detach()) == pytest.approx(expected, abs=1e-5)


class Constant:
    """A task that any network has right, or none."""

    input_size = 1
    output_size = 1

    def __init__(self, solved: bool) -> None:
        self.solved = solved

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        x = torch.randn(batch, 2, 1, generator=numbers)
        return Batch(x, torch.full((batch,), 2), torch.zeros(batch))

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        return outputs.square().mean()

    def right(self, outputs: Tensor, batch: Batch) -> Tensor:
        return torch.full((len(outputs),), self.solved)


def test_it_stops_once_as_many_sequences_as_the_paper_asks_for_were_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "RECENT", 10)
    _, found = train(Constant(True), "rnn", seed=1, **SMALL)
    assert (found.solved, found.sequences, found.wrong) == (True, 12, 0)
    _, found = train(Constant(False), "rnn", seed=1, **SMALL)
    assert (found.solved, found.sequences, found.wrong) == (False, 18, 1)
    assert len(found.losses) == 6


def test_the_seed_decides_all_and_nothing_outside_changes() -> None:
    before = torch.random.get_rng_state()
    task = AddingTask(12)
    runs = [train(task, "gru", seed=seed, **SMALL) for seed in (1, 1, 2)]
    assert torch.equal(torch.random.get_rng_state(), before)
    assert runs[0][1] == runs[1][1] != runs[2][1]
    weights = [run[0].output.weight for run in runs]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_losses_are_those_of_the_steps() -> None:
    """One step of the loop is one step by hand from the same weights and sequences."""
    task = AddingTask(12)
    told: list[tuple[int, float]] = []
    how = {**SMALL, "steps": 1}
    network, found = train(task, "rnn", seed=5, listen=lambda *what: told.append(what), **how)
    torch.manual_seed(5)
    own = Reader("rnn", 2, 4, 1)
    batch = task.draw(3, torch.Generator().manual_seed(5))
    loss = task.loss(own(batch.x, batch.lengths), batch)
    assert found.losses == (pytest.approx(loss.item()),)
    assert told == [(1, found.losses[0])]
    loss.backward()
    gradients = [one.grad for one in own.parameters() if one.grad is not None]
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    scale = min(1.0, 1.0 / (norm + 1e-6))
    weights = zip(network.parameters(), own.parameters(), gradients, strict=True)
    for moved, start, gradient in weights:
        expected = start - 0.01 * scale * gradient / ((scale * gradient).abs() + 1e-8)
        torch.testing.assert_close(moved, expected, atol=1e-5, rtol=0)


def test_new_sequences_are_the_same_ones_for_every_network() -> None:
    task = AddingTask(12)
    network = Reader("rnn", 2, 4, 1)
    assert wrong_share(network, task, 300) == wrong_share(network, task, 300)
    nn.init.zeros_(network.output.weight)
    nn.init.constant_(network.output.bias, 0.5)
    numbers = torch.Generator().manual_seed(training.TEST_SEED)
    targets = torch.cat([task.draw(count, numbers).targets for count in (256, 44)])
    expected = int(((targets - 0.5).abs() >= 0.04).sum()) / 300
    assert wrong_share(network, task, 300) == pytest.approx(expected)


@pytest.mark.parametrize("name", KEEPING)
def test_a_cell_that_remembers_keeps_a_share_of_its_memory(name: str) -> None:
    torch.manual_seed(1)
    cell: Any = CELLS[name](3, 500)
    bias = dict(cell.named_parameters())
    remember(cell, 40)
    own = bias.get("bias", bias.get("bias_ih"))
    assert own is not None
    keeping, writing = KEEPING[name]
    steps = own.detach().view(-1, 500)[keeping].exp()
    assert 1 <= float(steps.min()) < 2
    assert 38 < float(steps.max()) <= 39
    assert float(steps.mean()) == pytest.approx(20, abs=2)
    if writing is not None:
        torch.testing.assert_close(own.view(-1, 500)[writing], -own.view(-1, 500)[keeping])
    # What a unit keeps: its memory after a step without input and without a candidate.
    state = cell.initial_state(1)
    if name in ("lstm", "peephole_lstm"):
        for parameter in (bias["weight_ih"], bias["weight_hh"]):
            nn.init.zeros_(parameter)
        state = state._replace(cell=torch.ones_like(state.cell))
        _, after = cell(torch.zeros(1, 3), state)
        torch.testing.assert_close(after.cell[0], steps / (1 + steps))


def test_a_plain_cell_stays_as_it_is() -> None:
    torch.manual_seed(1)
    cell = CELLS["rnn"](3, 5)
    before = [one.clone() for one in cell.parameters()]
    remember(cell, 40)
    assert all(torch.equal(*pair) for pair in zip(before, cell.parameters(), strict=True))


def test_what_a_training_says_is_plain() -> None:
    _, found = train(AddingTask(12), "lstm", seed=1, remembered=20, **SMALL)
    assert isinstance(found, Training)
    assert isinstance(found.wrong, float)
