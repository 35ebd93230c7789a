"""Words are read as the unknown word, the rare ones most often."""

import pytest
import torch

from pantoum.models import WordDropout
from pantoum.symbols import UNK

COUNTS = [0, 0, 1, 2, 10, 100]
DRAWS = 100_000


@pytest.mark.parametrize("alpha", [0.25, 1.0, 3.0])
def test_the_rate_of_each_count(alpha: float) -> None:
    dropout = WordDropout(torch.tensor(COUNTS), alpha)
    ids = torch.arange(2, 6).expand(DRAWS, 4)
    found = dropout(ids)
    kept = found == ids
    assert (found[~kept] == UNK).all()
    for place, count in enumerate(COUNTS[2:]):
        expected = alpha / (alpha + count)
        deviation = (expected * (1 - expected) / DRAWS) ** 0.5
        assert abs(1 - kept[:, place].double().mean().item() - expected) < 4 * deviation


def test_each_token_is_drawn_by_itself() -> None:
    dropped = WordDropout(torch.tensor(COUNTS), 1.0)(torch.full((DRAWS, 2), 2)) == UNK
    both = dropped.all(dim=1).double().mean().item()
    assert abs(both - 0.25) < 4 * (0.25 * 0.75 / DRAWS) ** 0.5


def test_unknown_words_stay_unknown() -> None:
    ids = torch.full((3, 4), UNK)
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 0.25)(ids), ids)


def test_none_are_dropped_outside_training_or_at_rate_0() -> None:
    ids = torch.randint(0, 6, (200, 50))
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 50.0).eval()(ids), ids)
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 0.0)(ids), ids)


def test_the_rates_are_no_weights() -> None:
    assert not WordDropout(torch.tensor(COUNTS), 0.25).state_dict()
