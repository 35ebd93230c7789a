"""The conditional random field where numbers are large, small or many, against the same in double
precision.
"""

import math

import pytest
import torch
from tests.chains import LENGTHS, log_sum, random_crf, scene, score, scores
from tests.comparing import gradients
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import length_mask
from pantoum.layers import LinearChainCRF


def products(crf: LinearChainCRF, emissions: Tensor) -> float:
    """The log-partition of one row, as a product of matrices of probabilities with their scales
    taken out.
    """
    matrix = crf.transitions.double().exp()
    scale = 0.0
    beginnings = crf.start.double().exp()
    for step, emission in enumerate(emissions.double()):
        beginnings = (beginnings @ matrix if step else beginnings) * emission.exp()
        scale += math.log(beginnings.sum())
        beginnings = beginnings / beginnings.sum()
    return scale + math.log(beginnings @ crf.end.double().exp())


@pytest.mark.exhaustive  # seconds
@torch.no_grad()
def test_thousands_of_steps_in_single_precision() -> None:
    crf = random_crf(4).float()
    time = 4_000
    emissions = torch.randn(1, time, 4) * 3
    tags = torch.randint(0, 4, (1, time))
    lengths = torch.tensor([time])
    expected = products(crf, emissions[0])
    assert crf.log_partition(emissions, lengths).item() == pytest.approx(expected, rel=1e-6)
    own = score(tuple(tags[0].tolist()), emissions[0], crf)
    assert crf.log_likelihood(emissions, tags, lengths).item() == pytest.approx(
        own - expected, rel=1e-5
    )
    marginals = crf.marginals(emissions, lengths)
    assert_close(marginals.sum(dim=-1), torch.ones(1, time), rtol=0, atol=1e-6)
    assert_close(
        marginals, crf.double().marginals(emissions.double(), lengths).float(), rtol=0, atol=1e-5
    )


def test_gradients_of_long_rows_are_right_in_single_precision() -> None:
    crf = random_crf(4).float()
    emissions = torch.randn(2, 3_000, 4)
    tags = torch.randint(0, 4, (2, 3_000))
    lengths = torch.tensor([3_000, 2_000])
    exact = random_crf(4)
    exact.load_state_dict(crf.state_dict())
    exact_emissions = emissions.double().requires_grad_()
    emissions.requires_grad_()
    found = gradients(
        [crf.log_likelihood(emissions, tags, lengths)], [emissions, *crf.parameters()]
    )
    expected = gradients(
        [exact.log_likelihood(exact_emissions, tags, lengths)],
        [exact_emissions, *exact.parameters()],
    )
    for ours, theirs in zip(found, expected, strict=True):
        assert_close(ours.double(), theirs, rtol=1e-4, atol=1e-2)  # sums of up to 5,000 counts


@torch.no_grad()
def test_a_path_that_is_all_but_certain_keeps_its_digits() -> None:
    """The score and the log-partition are near 50,000 here, where single precision has steps of
    1/256.
    """
    crf = LinearChainCRF(3)
    time = 5_000
    tags = torch.randint(0, 3, (1, time))
    lengths = torch.tensor([time])
    emissions = torch.full((1, time, 3), -3.7).scatter(2, tags[:, :, None], 9.1)
    found = crf.log_likelihood(emissions, tags, lengths).item()
    assert found == pytest.approx(-time * math.log1p(2 * math.exp(-12.8)), rel=0.02)


@pytest.mark.parametrize("spread", [1e2, 1e4])
def test_emissions_of_any_size(spread: float) -> None:
    crf = random_crf(3).float()
    given = scene(3, spread=spread)
    emissions = given.emissions.detach().float().requires_grad_()
    found = crf.log_likelihood(emissions, given.tags, given.lengths)
    partition = crf.log_partition(emissions, given.lengths)
    assert bool((found <= 0).all())
    for row, length in enumerate(LENGTHS):
        known = scores(emissions[row], length, crf, None)
        best = max(known.values())
        total = best + log_sum({path: value - best for path, value in known.items()})
        own = score(tuple(given.tags[row, :length].tolist()), emissions[row], crf)
        assert partition[row].item() == pytest.approx(total, rel=1e-6, abs=1e-6)
        assert found[row].item() == pytest.approx(own - total, rel=1e-6, abs=spread * 1e-6)
    for grad in gradients([found, partition], [emissions, *crf.parameters()]):
        assert grad.isfinite().all()
    assert_close(
        crf.marginals(emissions, given.lengths).sum(dim=-1), length_mask(given.lengths, 5).float()
    )


@torch.no_grad()
def test_the_likelihood_of_the_best_path_is_never_above_one() -> None:
    crf = random_crf(5).float()
    emissions = torch.randn(50, 40, 5) * 30
    lengths = torch.randint(0, 41, (50,))
    tags = crf.marginals(emissions, lengths).argmax(dim=-1)
    found = crf.log_likelihood(emissions, tags, lengths)
    assert bool((found <= 0).all())
    assert (
        found.max() > -1
    )  # some rows are as good as certain, where rounding could lift them above


def test_half_precision_is_computed_with_in_single_precision() -> None:
    crf = random_crf(3).float()
    given = scene(3)
    emissions = given.emissions.detach().bfloat16().requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        found = crf.log_likelihood(emissions, given.tags, given.lengths)
    assert found.dtype == torch.float32
    assert_close(found, crf.log_likelihood(emissions.float(), given.tags, given.lengths))
    found.sum().backward()
    assert emissions.grad is not None
    assert emissions.grad.dtype == torch.bfloat16
