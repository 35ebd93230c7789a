"""The conditional random field, against all of its paths."""

import math

import pytest
import torch
from tests.chains import LENGTHS, Scene, log_sum, random_crf, scene, score, scores, some_constraints
from tests.comparing import gradcheck, gradients
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import length_mask
from pantoum.layers import LinearChainCRF

each_size = pytest.mark.parametrize("tags", [1, 2, 3])
METHODS = ["log_partition", "log_likelihood", "score_above_mean"]
each_method = pytest.mark.parametrize("method", METHODS)


def call(crf: LinearChainCRF, method: str, given: Scene) -> Tensor:
    inputs = (given.emissions, given.lengths) if method in ("log_partition", "marginals") else given
    return getattr(crf, method)(*inputs)


@each_size
def test_the_log_partition_sums_over_all_paths(tags: int) -> None:
    crf = random_crf(tags)
    given = scene(tags)
    expected = [
        log_sum(scores(given.emissions[row], length, crf, None))
        for row, length in enumerate(LENGTHS)
    ]
    assert crf.log_partition(given.emissions, given.lengths).tolist() == pytest.approx(
        expected, abs=1e-10
    )


@each_size
def test_the_likelihood_is_a_path_s_share(tags: int) -> None:
    crf = random_crf(tags)
    given = scene(tags)
    for row, length in enumerate(LENGTHS):
        known = scores(given.emissions[row], length, crf, None)
        paths = torch.tensor(list(known), dtype=torch.long).reshape(len(known), length)
        emissions = given.emissions[row : row + 1, :length].expand(len(known), -1, -1)
        found = crf.log_likelihood(emissions, paths, torch.full((len(known),), length))
        expected = [value - log_sum(known) for value in known.values()]
        assert found.tolist() == pytest.approx(expected, abs=1e-10)
        assert found.exp().sum().item() == pytest.approx(1)


@each_size
def test_marginals_are_the_shares_of_all_paths_through_a_tag(tags: int) -> None:
    crf = random_crf(tags)
    given = scene(tags)
    found = crf.marginals(given.emissions, given.lengths)
    assert found.shape == given.emissions.shape
    for row, length in enumerate(LENGTHS):
        known = scores(given.emissions[row], length, crf, None)
        expected = torch.zeros(given.emissions.shape[1:], dtype=torch.float64)
        for path, value in known.items():
            expected[range(length), path] += math.exp(value - log_sum(known))
        assert_close(found[row], expected)


@each_size
def test_a_score_above_the_mean_is_so_over_all_paths(tags: int) -> None:
    crf = random_crf(tags)
    given = scene(tags)
    found = crf.score_above_mean(*given)
    for row, length in enumerate(LENGTHS):
        known = scores(given.emissions[row], length, crf, None)
        own = score(tuple(given.tags[row, :length].tolist()), given.emissions[row], crf)
        assert found[row].item() == pytest.approx(
            own - math.fsum(known.values()) / len(known), abs=1e-10
        )


@each_method
@pytest.mark.parametrize("constrained", [False, True])
def test_gradients_equal_numeric_ones(method: str, constrained: bool) -> None:
    crf = random_crf(3, some_constraints(3) if constrained else None)
    given = scene(3, [4, 1, 0, 2])

    def run(emissions: Tensor, *parameters: Tensor) -> Tensor:
        return call(crf, method, given._replace(emissions=emissions))

    assert gradcheck(run, (given.emissions, *crf.parameters()))


def test_the_derivatives_of_the_log_partition_are_the_marginals() -> None:
    crf = random_crf(4, some_constraints(4))
    given = scene(4)
    (found,) = torch.autograd.grad(
        crf.log_partition(given.emissions, given.lengths).sum(), given.emissions
    )
    assert_close(found, crf.marginals(given.emissions, given.lengths))


@each_method
@pytest.mark.parametrize("garbage", [float("nan"), float("inf"), 1e30])
def test_what_padding_holds_has_no_influence(method: str, garbage: float) -> None:
    crf = random_crf(3, some_constraints(3))
    given = scene(3)
    padding = ~length_mask(given.lengths, given.tags.shape[1])
    emissions = given.emissions.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
    dirty = Scene(emissions, given.tags.masked_fill(padding, -100), given.lengths)
    clean = call(crf, method, given)
    other = call(crf, method, dirty)
    assert torch.equal(other, clean)
    parameters = list(crf.parameters())
    found = gradients([other], [dirty.emissions, *parameters])
    assert_close(found, gradients([clean], [given.emissions, *parameters]), rtol=0, atol=0)
    assert found[0][padding].count_nonzero() == 0
    assert_close(
        crf.marginals(emissions, given.lengths),
        crf.marginals(given.emissions, given.lengths),
        rtol=0,
        atol=0,
    )


@pytest.mark.parametrize("method", [*METHODS, "marginals"])
def test_batch_and_padding_change_nothing(method: str) -> None:
    crf = random_crf(3, some_constraints(3))
    given = scene(3)
    together = call(crf, method, given)
    for row, length in enumerate(LENGTHS):
        alone = call(crf, method, given.row(row))[0]
        assert_close(alone, together[row, :length] if method == "marginals" else together[row])
    order = torch.tensor([3, 1, 0, 4, 2])
    assert_close(call(crf, method, Scene(*(part[order] for part in given))), together[order])


@each_method
@pytest.mark.parametrize(("batch", "time"), [(2, 0), (2, 3), (0, 3), (0, 0)])
def test_empty_rows_are_no_trouble(method: str, batch: int, time: int) -> None:
    crf = random_crf(3, some_constraints(3))
    emissions = torch.randn(batch, time, 3, requires_grad=True, dtype=torch.float64)
    given = Scene(
        emissions, torch.zeros(batch, time, dtype=torch.long), torch.zeros(batch, dtype=torch.long)
    )
    found = call(crf, method, given)
    assert found.tolist() == [0.0] * batch
    assert all(
        grad.count_nonzero() == 0 for grad in gradients([found], [emissions, *crf.parameters()])
    )
    assert torch.equal(crf.marginals(emissions, given.lengths), torch.zeros_like(emissions))
    assert crf.allows(given.tags, given.lengths).tolist() == [True] * batch


@pytest.mark.parametrize("tags", [2, 20])
def test_a_new_crf_is_a_softmax(tags: int) -> None:
    crf = LinearChainCRF(tags).double()
    given = scene(tags, [5, 1, 0, 9])
    real = length_mask(given.lengths, given.tags.shape[1])
    log_probabilities = given.emissions.log_softmax(dim=-1)
    chosen = log_probabilities.gather(2, given.tags[:, :, None])[:, :, 0]
    assert_close(crf.log_likelihood(*given), (chosen * real).sum(dim=1))
    assert_close(
        crf.log_partition(given.emissions, given.lengths),
        (given.emissions.logsumexp(-1) * real).sum(dim=1),
    )
    assert_close(
        crf.marginals(given.emissions, given.lengths), log_probabilities.exp() * real[:, :, None]
    )
    smoothed = crf.log_likelihood(*given) - 0.3 * crf.score_above_mean(*given)
    assert_close(
        smoothed, ((0.7 * chosen + 0.3 * log_probabilities.mean(dim=-1)) * real).sum(dim=1)
    )


def test_marginals_can_be_had_in_inference_mode() -> None:
    crf = random_crf(3)
    given = scene(3)
    with torch.inference_mode():
        found = crf.marginals(given.emissions.detach().clone(), given.lengths)
    assert_close(found.clone(), crf.marginals(given.emissions, given.lengths))


def test_lengths_beyond_the_rows_are_refused() -> None:
    crf = random_crf(3)
    given = scene(3)
    for method in [*METHODS, "marginals"]:
        with pytest.raises(ValueError, match="lengths must be from 0 to 5"):
            call(crf, method, given._replace(lengths=given.lengths + 2))


def test_it_learns_what_follows_what() -> None:
    """Emissions that say nothing, and tags that alternate: only the transitions can tell."""
    crf = LinearChainCRF(2)
    lengths = torch.tensor([6, 6])
    tags = torch.tensor([[0, 1, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0]])
    emissions = torch.zeros(2, 6, 2)
    optimiser = torch.optim.Adam(crf.parameters(), lr=0.3)
    for _ in range(100):
        optimiser.zero_grad()
        (-crf.log_likelihood(emissions, tags, lengths).sum()).backward()
        optimiser.step()
    found = crf.log_likelihood(emissions, tags, lengths).tolist()
    assert found == pytest.approx([-math.log(2)] * 2, abs=0.05)  # which tag begins remains open
    assert crf.marginals(emissions, lengths)[0, 3].tolist() == pytest.approx([0.5, 0.5], abs=0.05)
