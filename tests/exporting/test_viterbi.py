"""The best tags of a chain in a graph against the search in torch, where many paths are as good."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.exporting.graphs import Session
from torch import Tensor, nn

from pantoum.exporting.trace import trace
from pantoum.exporting.viterbi import best_path
from pantoum.layers import Chain
from pantoum.search.viterbi import viterbi
from pantoum.symbols import NEG_INF

# Each traces a graph of its own; what users read is tested in every run by tests/exported.
pytestmark = pytest.mark.exhaustive

TAGS = 4


class _Path(nn.Module):
    def forward(self, emissions: Tensor, lengths: Tensor, *chain: Tensor) -> tuple[Tensor, ...]:
        return best_path(emissions, lengths, *chain)


@pytest.fixture(scope="module")
def session() -> Session:
    shapes = {"start": (TAGS,), "transitions": (TAGS, TAGS), "end": (TAGS,)}
    inputs = {"emissions": torch.zeros(3, 5, TAGS), "lengths": torch.tensor([5, 2, 3])}
    axes: dict[str, list[str | None]] = {"emissions": ["batch", "time", None], "lengths": ["batch"]}
    for name, shape in shapes.items():
        inputs[name] = torch.zeros(shape)
        axes[name] = [None] * len(shape)
    return Session(trace(_Path(), inputs, axes, ["tags", "score"]))


def assert_same(session: Session, emissions: Tensor, lengths: list[int], chain: Chain) -> None:
    """The graph's path and score of each row are those of the search."""
    expected = viterbi(emissions, torch.tensor(lengths), *chain)
    found = session(emissions=emissions, lengths=np.array(lengths), **chain._asdict())
    for row, (paths, length) in enumerate(zip(expected, lengths, strict=True)):
        if paths:
            assert found["tags"][row, :length].tolist() == paths[0].tags
            assert found["score"][row] == pytest.approx(paths[0].log_score, abs=1e-5)
        else:
            assert found["score"][row] == NEG_INF


@pytest.mark.parametrize("seed", range(5))
def test_of_equal_paths_it_finds_the_one_that_the_search_finds_first(
    session: Session, seed: int
) -> None:
    numbers = torch.Generator().manual_seed(seed)

    def few(*shape: int) -> Tensor:
        return torch.randint(0, 2, shape, generator=numbers).float()

    lengths = [6, 1, 0, 3, 7, 2]
    chain = Chain(few(TAGS), few(TAGS, TAGS), few(TAGS))
    assert_same(session, few(len(lengths), 7, TAGS), lengths, chain)
    flat = Chain(torch.zeros(TAGS), torch.zeros(TAGS, TAGS), torch.zeros(TAGS))
    assert_same(session, torch.zeros(len(lengths), 7, TAGS), lengths, flat)


def test_what_is_forbidden_is_never_chosen_and_impossible_rows_have_no_score(
    session: Session,
) -> None:
    forbidden = torch.full((TAGS, TAGS), NEG_INF)
    forbidden[0, 1] = forbidden[1, 2] = forbidden[2, 2] = 0.0
    start = torch.tensor([0.0, NEG_INF, NEG_INF, NEG_INF])
    end = torch.tensor([NEG_INF, NEG_INF, 0.0, NEG_INF])
    emissions = torch.randn(5, 6, TAGS) - 100 * torch.tensor([1.0, 1.0, 1.0, 0.0])
    chain = Chain(start, forbidden, end)
    assert_same(session, emissions, [6, 1, 2, 3, 0], chain)
    assert viterbi(emissions[1:2], torch.tensor([1]), *chain) == [[]]


def test_one_word_alone_and_a_long_row(session: Session) -> None:
    chain = Chain(torch.randn(TAGS), torch.randn(TAGS, TAGS), torch.randn(TAGS))
    assert_same(session, torch.randn(1, 1, TAGS), [1], chain)
    assert_same(session, torch.randn(1, 3_000, TAGS) + 50, [3_000], chain)
