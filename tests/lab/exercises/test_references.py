"""References of exercises that are written in the lab itself agree with the package."""

import pytest
import torch
from tests.search.models import Table, started

from pantoum.lab.exercises import sequence_to_sequence
from pantoum.search import greedy
from pantoum.symbols import BOS, EOS, UNK

SYMBOLS = 8


@pytest.mark.parametrize("seed", range(10))
def test_greedy_search_is_that_of_the_package(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    table = torch.softmax(2 * torch.randn(SYMBOLS, SYMBOLS, generator=generator), dim=1)
    table[:, : UNK + 2] = 0  # neither padding, the unknown symbol nor the start is ever written
    table /= table.sum(dim=1, keepdim=True)

    def step(prefix: list[int]) -> torch.Tensor:
        return table[[BOS, *prefix][-1]].log()

    (found,) = greedy(*started(Table(table.tolist()), [[4]]), [6])
    assert sequence_to_sequence.greedy(step, EOS, 6) == found.ids
