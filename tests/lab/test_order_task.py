"""Temporal order, against its definition in the paper."""

import pytest
import torch

from pantoum.lab.tasks.contract import Batch
from pantoum.lab.tasks.order import SYMBOLS, OrderTask

CLASSES = {"XX": 0, "XY": 1, "YX": 2, "YY": 3}
# By lag: the shortest and the longest sequence, and where the two symbols stand, counted from 1.
PLACES = {40: ((100, 110), (10, 20), (50, 60)), 20: ((50, 55), (5, 10), (25, 30))}


def drawn(lag: int) -> list[tuple[str, int]]:
    """Sequences as strings, with their classes."""
    numbers = torch.Generator().manual_seed(4)
    task = OrderTask(lag)
    found = []
    for _ in range(40):
        batch = task.draw(25, numbers)
        assert bool((batch.x.sum(-1) == 1).all())
        assert batch.lengths.tolist() == [batch.x.shape[1]] * 25
        for row, target in zip(batch.x.argmax(-1).tolist(), batch.targets.tolist(), strict=True):
            found.append(("".join(SYMBOLS[symbol] for symbol in row), target))
    return found


@pytest.mark.parametrize("lag", PLACES)
def test_sequences_are_as_the_paper_has_them(lag: int) -> None:
    lengths, firsts, seconds = PLACES[lag]
    sequences = drawn(lag)
    seen: list[set[int]] = [set(), set(), set(), set()]
    for text, target in sequences:
        assert text[0] == "E"
        assert text[-1] == "B"
        places = [place for place, symbol in enumerate(text, start=1) if symbol in "XY"]
        first, second = places
        assert set(text[1:-1]) - set("XY") <= set("abcd")
        assert CLASSES[text[first - 1] + text[second - 1]] == target
        assert len(text) - second >= lag
        for values, value in zip(seen, (len(text), first, second, target), strict=True):
            values.add(value)
    ranges = [set(range(low, high + 1)) for low, high in (lengths, firsts, seconds, (0, 3))]
    assert seen == ranges
    noise = "".join(text for text, _ in sequences)
    for symbol in "abcd":
        assert noise.count(symbol) / sum(map(noise.count, "abcd")) == pytest.approx(0.25, abs=0.01)


def test_a_class_is_right_if_all_outputs_are_off_by_less_than_3_tenths() -> None:
    shares = torch.tensor([[0.71, 0.1, 0.1, 0.09], [0.69, 0.1, 0.1, 0.11], [0.1, 0.7, 0.1, 0.1]])
    outputs = torch.stack([torch.zeros(3, 4), shares.log()], dim=1)
    batch = Batch(torch.zeros(3, 2, 8), torch.tensor([2, 2, 2]), torch.tensor([0, 0, 0]))
    task = OrderTask(40)
    assert task.right(outputs, batch).tolist() == [True, False, False]
    expected = -sum(torch.tensor([0.71, 0.69, 0.1]).log().tolist()) / 3
    assert float(task.loss(outputs, batch)) == pytest.approx(expected, rel=1e-5)
