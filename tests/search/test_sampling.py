"""Sampling against exact distributions, by brute force, and what cannot change what is drawn."""

import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.models.test_language_model import model_of
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.inference import Seq2SeqModel
from pantoum.search.contract import Step
from pantoum.search.generation import generate
from pantoum.search.sampling import Sampling, check_sampling, distribution, sample
from pantoum.symbols import EOS, NEG_INF

# Of </s> and three symbols; <pad>, <unk> and <s> have probabilities that must not count.
SHARES = [0.05, 0.1, 0.05, 0.08, 0.4, 0.12, 0.2]


class Rows(NamedTuple):
    """The state of a model that has none, but for which rows it is."""

    rows: Tensor

    def select(self, rows: Tensor) -> "Rows":
        return Rows(self.rows[rows])


class Fixed:
    """Gives the same probabilities at every step, whatever it reads."""

    def __init__(self, shares: list[float] = SHARES) -> None:
        self.logits = torch.tensor([math.log(share) if share else -math.inf for share in shares])

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any, None]:
        return self.logits.expand(len(tokens), -1).clone(), state, None


def drawn_from(
    model: Step, count: int, longest: int, sampling: Sampling, seed: int = 1
) -> list[list[int]]:
    rows = torch.arange(count)
    seeds = [[seed, row] for row in range(count)]
    found = sample(model, torch.full((count,), EOS), Rows(rows), seeds, [longest] * count, sampling)
    return [[*one.ids, *[EOS] * one.complete] for one in found if one is not None]


def exact(sampling: Sampling, shares: list[float] = SHARES) -> dict[int, float]:
    """The distribution by plain loops: temperature, then the likeliest k, then as few as have
    probability p.
    """
    left = {id: share for id, share in enumerate(shares) if id >= EOS and share}
    if sampling.temperature == 0:
        return {max(left, key=lambda id: (left[id], -id)): 1.0}
    left = {id: share ** (1 / sampling.temperature) for id, share in left.items()}
    ranked = sorted(left, key=lambda id: (-left[id], id))[: sampling.top_k or None]
    total = sum(left[id] for id in ranked)
    kept = []
    sum_so_far = 0.0
    for id in ranked:
        if sum_so_far >= sampling.top_p:
            break
        kept.append(id)
        sum_so_far += left[id] / total
    return {id: left[id] / sum(left[one] for one in kept) for id in kept}


SAMPLINGS = [
    Sampling(),
    Sampling(temperature=0.5),
    Sampling(temperature=2.0),
    Sampling(temperature=0.0),
    Sampling(top_k=1),
    Sampling(top_k=2),
    Sampling(top_k=50),
    Sampling(top_p=0.45),
    Sampling(top_p=0.5),
    Sampling(top_p=0.8),
    Sampling(top_p=1e-9),
    Sampling(temperature=1.5, top_k=3, top_p=0.7),
]


def possible(shares: list[float]) -> Tensor:
    """Log-probabilities as a step scorer gives them."""
    found = torch.log(torch.tensor([shares], dtype=torch.float64))
    found[:, :EOS] = NEG_INF
    return found


@pytest.mark.parametrize("sampling", SAMPLINGS, ids=str)
def test_the_distribution_is_the_exact_one(sampling: Sampling) -> None:
    found = distribution(possible(SHARES), sampling)[0].tolist()
    expected = exact(sampling)
    assert found == pytest.approx([expected.get(id, 0.0) for id in range(len(SHARES))], abs=1e-12)


@given(
    # Equal, or well apart: of nearly equal ones rounding decides which is the likelier.
    st.lists(st.integers(1, 100).map(lambda weight: weight / 100), min_size=4, max_size=9),
    st.sampled_from([0.3, 1.0, 3.0]),
    st.integers(0, 6),
    st.floats(0.05, 1),
)
def test_every_distribution_is(
    weights: list[float], temperature: float, top_k: int, top_p: float
) -> None:
    shares = [weight / sum(weights) for weight in weights]
    sampling = Sampling(temperature, top_k, top_p)
    found = distribution(possible(shares), sampling)[0].tolist()
    expected = exact(sampling, shares)
    # At a border that only rounding decides, one symbol more or less may be left.
    if {id for id, share in enumerate(found) if share} == set(expected):
        assert found == pytest.approx(
            [expected.get(id, 0.0) for id in range(len(shares))], abs=1e-9
        )
    else:
        assert abs(sum(share > 0 for share in found) - len(expected)) == 1
    assert sum(found) == pytest.approx(1)


@pytest.mark.parametrize("sampling", SAMPLINGS, ids=str)
def test_symbols_are_drawn_as_often_as_they_should_be(sampling: Sampling) -> None:
    count = 4_000
    firsts = Counter(output[0] for output in drawn_from(Fixed(), count, 1, sampling))
    expected = exact(sampling)
    assert set(firsts) <= set(expected)
    for id, share in expected.items():
        bound = 4 * math.sqrt(count * share * (1 - share))
        assert abs(firsts[id] - count * share) <= bound, id


def test_outputs_of_a_real_model_come_as_often_as_they_should() -> None:
    """Every output of at most two symbols, its probability by brute force, and the chi-square of
    the counts.
    """
    model = model_of(layers=2).eval()
    count = 3_000
    longest = 2
    state = model.start(1)

    def next_shares(prefix: list[int]) -> dict[int, float]:
        read = torch.tensor([[EOS, *prefix]])
        logits = model(read, torch.tensor([read.shape[1]]), state)[0][0, -1].tolist()
        weights = {id: math.exp(logits[id]) for id in range(EOS, len(logits))}
        return {id: weight / sum(weights.values()) for id, weight in weights.items()}

    expected: dict[tuple[int, ...], float] = {}
    for first, share in next_shares([]).items():
        if first == EOS:
            expected[first,] = share
        else:
            expected |= {
                (first, second): share * other for second, other in next_shares([first]).items()
            }
    assert sum(expected.values()) == pytest.approx(1)
    found = Counter(
        (*one.ids, *[EOS] * one.complete)
        for one in generate(model, [], [[7, row] for row in range(count)], longest, Sampling())
    )
    assert set(found) <= set(expected)
    chi_square = sum(
        (found[output] - count * share) ** 2 / (count * share) for output, share in expected.items()
    )
    freedom = len(expected) - 1
    assert abs(chi_square - freedom) < 4 * math.sqrt(2 * freedom)


def test_what_is_drawn_for_a_row_does_not_depend_on_the_others() -> None:
    model = model_of(layers=2).eval()
    many = generate(model, [5, 4], [[3, row] for row in range(20)], 30, Sampling())
    assert generate(model, [5, 4], [[3, row] for row in range(5)], 30, Sampling()) == many[:5]
    for row in (0, 7, 19):
        (alone,) = generate(model, [5, 4], [[3, row]], 30, Sampling())
        assert (alone.ids, alone.complete) == (many[row].ids, many[row].complete)
        assert alone.log_probability == pytest.approx(many[row].log_probability)
    assert len({tuple(one.ids) for one in many}) > 10
    assert generate(model, [5, 4], [[4, row] for row in range(20)], 30, Sampling()) != many


def test_the_size_of_batches_and_windows_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of().eval()
    seeds = [[1, row] for row in range(9)]
    expected = generate(model, [4, 5, 6, 7, 8], seeds, 12, Sampling())
    monkeypatch.setattr("pantoum.search.generation.AT_ONCE", 4)
    monkeypatch.setattr("pantoum.search.generation.WINDOW", 2)
    for one, other in zip(
        generate(model, [4, 5, 6, 7, 8], seeds, 12, Sampling()), expected, strict=True
    ):
        assert (one.ids, one.complete) == (other.ids, other.complete)
        assert one.log_probability == pytest.approx(other.log_probability)
    assert generate(model, [4], [], 12, Sampling()) == []


def test_a_longer_limit_only_adds() -> None:
    model = model_of().eval()
    seeds = [[1, row] for row in range(9)]
    short, long = (generate(model, [], seeds, longest, Sampling()) for longest in (3, 9))
    for one, other in zip(short, long, strict=True):
        assert other.ids[: len(one.ids)] == one.ids
        assert one.complete == (len(other.ids) < 3 and other.complete)
        assert len(one.ids) + one.complete <= 3


@pytest.mark.parametrize(
    "sampling", [Sampling(), Sampling(temperature=0.3, top_k=3), Sampling(temperature=0)]
)
def test_the_log_probability_is_the_models_own(sampling: Sampling) -> None:
    model = model_of(layers=2).eval()
    for one in generate(model, [6], [[2, row] for row in range(5)], 8, sampling):
        output = [*one.ids, *[EOS] * one.complete]
        read = torch.tensor([[EOS, 6, *output[:-1]]])
        logits = model(read, torch.tensor([read.shape[1]]))[0][0, 1:]
        expected = torch.log_softmax(logits, dim=-1)[torch.arange(len(output)), output].sum().item()
        assert one.log_probability == pytest.approx(expected)


def test_temperature_0_is_greedy_search() -> None:
    model = model_of(layers=2).eval()
    ids = []
    read = [EOS]
    while len(ids) < 10:
        logits = model(torch.tensor([read]), torch.tensor([len(read)]))[0][0, -1]
        best = EOS + int(logits[EOS:].argmax())
        if best == EOS:
            break
        ids = [*ids, best]
        read = [*read, best]
    for sampling in (
        Sampling(temperature=0),
        Sampling(temperature=1e-300),
        Sampling(top_k=1),
        Sampling(top_p=1e-12),
    ):
        assert {tuple(one.ids) for one in generate(model, [], [[1, 0], [2, 1]], 10, sampling)} == {
            tuple(ids)
        }


def test_models_that_take_steps_can_be_sampled() -> None:
    assert isinstance(model_of(), Step)
    assert isinstance(Fixed(), Step)
    assert not isinstance(Fixed(), Seq2SeqModel)


@pytest.mark.parametrize(
    ("sampling", "rule"),
    [
        (Sampling(temperature=-0.1), "temperature must be a number of at least 0, but is -0.1"),
        (Sampling(temperature=math.nan), "temperature must be a number of at least 0, but is nan"),
        (Sampling(temperature=math.inf), "temperature must be a number of at least 0, but is inf"),
        (Sampling(top_k=-1), "top_k must be a whole number of at least 0 .*, but is -1"),
        (Sampling(top_p=0.0), "top_p must be a number above 0 and at most 1, but is 0.0"),
        (Sampling(top_p=1.1), "top_p must be a number above 0 and at most 1, but is 1.1"),
        (Sampling(top_p=math.nan), "top_p must be a number above 0 and at most 1, but is nan"),
    ],
)
def test_settings_that_cannot_work_are_refused(sampling: Sampling, rule: str) -> None:
    with pytest.raises(PantoumError, match=rf"^{rule}$"):
        check_sampling(sampling)
    with pytest.raises(PantoumError, match=rf"^{rule}$"):
        drawn_from(Fixed(), 1, 1, sampling)


def test_numbers_that_are_none_and_no_room_are_refused() -> None:
    with pytest.raises(PantoumError, match=r"room for at least 1 symbol, but has 0"):
        drawn_from(Fixed(), 1, 0, Sampling())
    broken = Fixed()
    broken.logits = torch.full((7,), math.nan)
    with pytest.raises(PantoumError, match="the model's probabilities are not numbers"):
        drawn_from(broken, 1, 1, Sampling())
    (one,) = sample(Fixed(), torch.tensor([EOS]), Rows(torch.tensor([0])), [[0]], [3])
    assert one is not None
    assert np.isfinite(one.log_probability)
