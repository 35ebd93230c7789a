"""Recall, against its definition; and what a network recalls, of one that can and one that
cannot.
"""

import math

import pytest
import torch
from torch import Tensor, nn

from pantoum.lab.tasks.recall import RecallTask, recalled
from pantoum.shapes import Lengths


@pytest.mark.parametrize(("lag", "length"), [(0, 1), (0, 4), (7, 3)])
def test_symbols_a_pause_the_signal_and_room_to_write(lag: int, length: int) -> None:
    task = RecallTask(lag, length, alphabet=5)
    batch = task.draw(50, torch.Generator().manual_seed(2))
    assert bool((batch.x.sum(-1) == 1).all())
    rows = batch.x.argmax(-1).tolist()
    blank, signal = 5, 6
    for row, target, steps in zip(rows, batch.targets.tolist(), batch.lengths, strict=True):
        assert row[:length] == target
        assert row[length:] == [blank] * lag + [signal] + [blank] * (length - 1)
        assert steps == len(row) == 2 * length + lag
    assert set(batch.targets.flatten().tolist()) == set(range(5))


def test_only_what_is_written_behind_the_signal_counts() -> None:
    task = RecallTask(1, 2, alphabet=3)
    batch = task.draw(2, torch.Generator().manual_seed(2))
    outputs = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(3))
    outputs[0, -2:] = nn.functional.one_hot(batch.targets[0], 3) * 4.0
    outputs[1, -2:] = nn.functional.one_hot((batch.targets[1] + torch.tensor([0, 1])) % 3, 3) * 4.0
    assert task.right(outputs, batch).tolist() == [True, False]
    assert task.right_symbols(outputs, batch).tolist() == [[True, True], [True, False]]
    likely = 4 - math.log(math.exp(4) + 2)
    unlikely = -math.log(math.exp(4) + 2)
    assert float(task.loss(outputs, batch)) == pytest.approx(-(3 * likely + unlikely) / 4, rel=1e-5)


class Remembering(nn.Module):
    """Writes what it has read."""

    def __init__(self, sure: float) -> None:
        super().__init__()
        self.sure = sure

    def forward(self, x: Tensor, lengths: Lengths) -> Tensor:
        length = x.shape[1] // 2
        outputs = torch.zeros(*x.shape[:2], 8)
        outputs[:, length:] = self.sure * x[:, :length, :8]
        return outputs


def test_all_bits_of_a_network_that_remembers_and_none_of_one_that_does_not() -> None:
    task = RecallTask(0, 4)
    right, bits = recalled(Remembering(50.0), task)
    assert right == 1
    assert bits == pytest.approx(12)
    right, bits = recalled(Remembering(0.0), task)
    assert right == pytest.approx(1 / 8, abs=0.01)
    assert bits == pytest.approx(0, abs=1e-5)
    # A network that is sure of what is wrong tells nothing.
    assert recalled(Remembering(-9.0), task)[1] == 0
    # One that gives 1/2 to the right symbol and 1/14 to each other: 3 - 1 bits.
    assert recalled(Remembering(math.log(7)), task)[1] == pytest.approx(4 * 2)
