"""The adding problem, against its definition in the paper."""

import pytest
import torch

from pantoum.lab.tasks.adding import AddingTask
from pantoum.lab.tasks.contract import Batch

LAG = 12


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    numbers = torch.Generator().manual_seed(3)
    task = AddingTask(LAG)
    return [task.draw(40, numbers) for _ in range(30)]


def test_sequences_are_as_the_paper_has_them(batches: list[Batch]) -> None:
    for batch in batches:
        for x, length, target in zip(*batch, strict=True):
            assert 2 * LAG <= length <= 2 * LAG + 2 * LAG // 10
            values, markers = x.T.tolist()
            assert all(-1 <= value <= 1 for value in values)
            marked = [place for place, marker in enumerate(markers) if marker == 1]
            if len(marked) == 2:
                first, second = marked
                assert first < 10
                assert second < LAG - 1
                assert (markers[0] == -1) == (first != 0)
                assert (values[0] == 0) == (first == 0)
                added = values[first] + values[second]
                assert target == pytest.approx(0.5 + added / 4, abs=1e-6)
            else:
                pytest.fail(f"{len(marked)} markers")
            others = {place for place in range(len(values)) if place not in marked} - {0}
            last = len(values) - 1
            assert markers[last] == -1
            assert all(markers[place] == 0 for place in others - {last})


def test_every_place_is_drawn(batches: list[Batch]) -> None:
    places = {
        place for batch in batches for row in batch.x[:, :, 1] for place in (row == 1).nonzero()
    }
    assert {int(place) for place in places} == set(range(LAG - 1))
    assert {batch.x.shape[1] for batch in batches} == {24, 25, 26}


def test_an_answer_is_right_if_it_is_off_by_less_than_4_hundredths() -> None:
    batch = Batch(torch.zeros(3, 2, 2), torch.tensor([2, 2, 1]), torch.tensor([0.5, 0.5, 0.5]))
    outputs = torch.tensor([[9, 0.539], [9, 0.541], [0.461, 9]]).unsqueeze(-1)
    task = AddingTask(LAG)
    assert task.right(outputs, batch).tolist() == [True, False, True]
    expected = (0.039**2 + 0.041**2 + 0.039**2) / 3
    assert float(task.loss(outputs, batch)) == pytest.approx(expected, rel=1e-5)
