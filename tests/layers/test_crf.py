"""The conditional random field, against all of its paths."""

import math

import pytest
import torch
from tests.chains import LENGTHS, Scene, log_sum, random_crf, scene, score, scores, some_constraints
from tests.comparing import gradients
from torch import Tensor
from torch.testing import assert_close

from weft.attention import length_mask
from weft.layers import LinearChainCRF

each_size = pytest.mark.parametrize("tags", [1, 2, 3])
METHODS = ["log_partition", "log_likelihood", "score_above_mean"]
each_method = pytest.mark.parametrize("method", METHODS)


def call(crf: LinearChainCRF, method: str, given: Scene) -> Tensor:
    inputs = (given.energies, given.lengths) if method in ("log_partition", "marginals") else given
    return getattr(crf, method)(*inputs)


@each_size
def test_the_log_partition_sums_over_all_paths(tags: int) -> None:
    crf, given = random_crf(tags), scene(tags)
    expected = [log_sum(scores(given.energies[row], length, crf, None)) for row, length in enumerate(LENGTHS)]
    assert crf.log_partition(given.energies, given.lengths).tolist() == pytest.approx(expected, abs=1e-10)


@each_size
def test_the_likelihood_is_a_path_s_share(tags: int) -> None:
    crf, given = random_crf(tags), scene(tags)
    for row, length in enumerate(LENGTHS):
        known = scores(given.energies[row], length, crf, None)
        paths = torch.tensor(list(known), dtype=torch.long).reshape(len(known), length)
        energies = given.energies[row : row + 1, :length].expand(len(known), -1, -1)
        found = crf.log_likelihood(energies, paths, torch.full((len(known),), length))
        expected = [value - log_sum(known) for value in known.values()]
        assert found.tolist() == pytest.approx(expected, abs=1e-10)
        assert found.exp().sum().item() == pytest.approx(1)


@each_size
def test_marginals_are_the_shares_of_all_paths_through_a_tag(tags: int) -> None:
    crf, given = random_crf(tags), scene(tags)
    found = crf.marginals(given.energies, given.lengths)
    assert found.shape == given.energies.shape
    for row, length in enumerate(LENGTHS):
        known = scores(given.energies[row], length, crf, None)
        expected = torch.zeros(given.energies.shape[1:], dtype=torch.float64)
        for path, value in known.items():
            expected[range(length), path] += math.exp(value - log_sum(known))
        assert_close(found[row], expected)


@each_size
def test_a_score_above_the_mean_is_so_over_all_paths(tags: int) -> None:
    crf, given = random_crf(tags), scene(tags)
    found = crf.score_above_mean(*given)
    for row, length in enumerate(LENGTHS):
        known = scores(given.energies[row], length, crf, None)
        own = score(tuple(given.tags[row, :length].tolist()), given.energies[row], crf)
        assert found[row].item() == pytest.approx(own - math.fsum(known.values()) / len(known), abs=1e-10)


@each_method
@pytest.mark.parametrize("constrained", [False, True])
def test_gradients_equal_numeric_ones(method: str, constrained: bool) -> None:
    crf, given = random_crf(3, some_constraints(3) if constrained else None), scene(3, [4, 1, 0, 2])

    def run(energies: Tensor, *parameters: Tensor) -> Tensor:
        return call(crf, method, given._replace(energies=energies))

    assert torch.autograd.gradcheck(run, (given.energies, *crf.parameters()))


def test_the_derivatives_of_the_log_partition_are_the_marginals() -> None:
    crf, given = random_crf(4, some_constraints(4)), scene(4)
    (found,) = torch.autograd.grad(crf.log_partition(given.energies, given.lengths).sum(), given.energies)
    assert_close(found, crf.marginals(given.energies, given.lengths))


@each_method
@pytest.mark.parametrize("garbage", [float("nan"), float("inf"), 1e30])
def test_what_padding_holds_has_no_influence(method: str, garbage: float) -> None:
    crf, given = random_crf(3, some_constraints(3)), scene(3)
    padding = ~length_mask(given.lengths, given.tags.shape[1])
    energies = given.energies.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
    dirty = Scene(energies, given.tags.masked_fill(padding, -100), given.lengths)
    clean, other = call(crf, method, given), call(crf, method, dirty)
    assert torch.equal(other, clean)
    parameters = list(crf.parameters())
    found = gradients([other], [dirty.energies, *parameters])
    assert_close(found, gradients([clean], [given.energies, *parameters]), rtol=0, atol=0)
    assert found[0][padding].count_nonzero() == 0
    assert_close(crf.marginals(energies, given.lengths), crf.marginals(given.energies, given.lengths), rtol=0, atol=0)


@pytest.mark.parametrize("method", [*METHODS, "marginals"])
def test_batch_and_padding_change_nothing(method: str) -> None:
    crf, given = random_crf(3, some_constraints(3)), scene(3)
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
    energies = torch.randn(batch, time, 3, requires_grad=True, dtype=torch.float64)
    given = Scene(energies, torch.zeros(batch, time, dtype=torch.long), torch.zeros(batch, dtype=torch.long))
    found = call(crf, method, given)
    assert found.tolist() == [0.0] * batch
    assert all(grad.count_nonzero() == 0 for grad in gradients([found], [energies, *crf.parameters()]))
    assert torch.equal(crf.marginals(energies, given.lengths), torch.zeros_like(energies))
    assert crf.allows(given.tags, given.lengths).tolist() == [True] * batch


@pytest.mark.parametrize("tags", [2, 20])
def test_a_new_crf_is_a_softmax(tags: int) -> None:
    crf, given = LinearChainCRF(tags).double(), scene(tags, [5, 1, 0, 9])
    real = length_mask(given.lengths, given.tags.shape[1])
    log_probabilities = given.energies.log_softmax(dim=-1)
    chosen = log_probabilities.gather(2, given.tags[:, :, None])[:, :, 0]
    assert_close(crf.log_likelihood(*given), (chosen * real).sum(dim=1))
    assert_close(crf.log_partition(given.energies, given.lengths), (given.energies.logsumexp(-1) * real).sum(dim=1))
    assert_close(crf.marginals(given.energies, given.lengths), log_probabilities.exp() * real[:, :, None])
    smoothed = crf.log_likelihood(*given) - 0.3 * crf.score_above_mean(*given)
    assert_close(smoothed, ((0.7 * chosen + 0.3 * log_probabilities.mean(dim=-1)) * real).sum(dim=1))


def products(crf: LinearChainCRF, energies: Tensor) -> float:
    """The log-partition of one row, as a product of matrices of probabilities with their scales taken out."""
    matrix, scale = crf.transitions.double().exp(), 0.0
    beginnings = crf.start.double().exp()
    for step, energy in enumerate(energies.double()):
        beginnings = (beginnings @ matrix if step else beginnings) * energy.exp()
        scale += math.log(beginnings.sum())
        beginnings = beginnings / beginnings.sum()
    return scale + math.log(beginnings @ crf.end.double().exp())


@torch.no_grad()
def test_ten_thousand_steps_in_single_precision() -> None:
    crf, time = random_crf(4).float(), 10_000
    energies, tags = torch.randn(1, time, 4) * 3, torch.randint(0, 4, (1, time))
    lengths = torch.tensor([time])
    expected = products(crf, energies[0])
    assert crf.log_partition(energies, lengths).item() == pytest.approx(expected, rel=1e-6)
    own = score(tuple(tags[0].tolist()), energies[0], crf)
    assert crf.log_likelihood(energies, tags, lengths).item() == pytest.approx(own - expected, rel=1e-5)
    marginals = crf.marginals(energies, lengths)
    assert_close(marginals.sum(dim=-1), torch.ones(1, time), rtol=0, atol=1e-6)
    assert_close(marginals, crf.double().marginals(energies.double(), lengths).float(), rtol=0, atol=1e-5)


def test_gradients_of_long_rows_are_right_in_single_precision() -> None:
    crf = random_crf(4).float()
    energies, tags, lengths = torch.randn(2, 3_000, 4), torch.randint(0, 4, (2, 3_000)), torch.tensor([3_000, 2_000])
    exact = random_crf(4)
    exact.load_state_dict(crf.state_dict())
    exact_energies = energies.double().requires_grad_()
    energies.requires_grad_()
    found = gradients([crf.log_likelihood(energies, tags, lengths)], [energies, *crf.parameters()])
    expected = gradients([exact.log_likelihood(exact_energies, tags, lengths)], [exact_energies, *exact.parameters()])
    for ours, theirs in zip(found, expected, strict=True):
        assert_close(ours.double(), theirs, rtol=1e-4, atol=1e-2)  # sums of up to 5,000 counts


@torch.no_grad()
def test_a_path_that_is_all_but_certain_keeps_its_digits() -> None:
    """The score and the log-partition are near 50,000 here, where single precision has steps of 1/256."""
    crf, time = LinearChainCRF(3), 5_000
    tags, lengths = torch.randint(0, 3, (1, time)), torch.tensor([time])
    energies = torch.full((1, time, 3), -3.7).scatter(2, tags[:, :, None], 9.1)
    found = crf.log_likelihood(energies, tags, lengths).item()
    assert found == pytest.approx(-time * math.log1p(2 * math.exp(-12.8)), rel=0.02)


@pytest.mark.parametrize("spread", [1e2, 1e4])
def test_energies_of_any_size(spread: float) -> None:
    crf, given = random_crf(3).float(), scene(3, spread=spread)
    energies = given.energies.detach().float().requires_grad_()
    found = crf.log_likelihood(energies, given.tags, given.lengths)
    partition = crf.log_partition(energies, given.lengths)
    assert bool((found <= 0).all())
    for row, length in enumerate(LENGTHS):
        known = scores(energies[row], length, crf, None)
        best = max(known.values())
        total = best + log_sum({path: value - best for path, value in known.items()})
        own = score(tuple(given.tags[row, :length].tolist()), energies[row], crf)
        assert partition[row].item() == pytest.approx(total, rel=1e-6, abs=1e-6)
        assert found[row].item() == pytest.approx(own - total, rel=1e-6, abs=spread * 1e-6)
    for grad in gradients([found, partition], [energies, *crf.parameters()]):
        assert grad.isfinite().all()
    assert_close(crf.marginals(energies, given.lengths).sum(dim=-1), length_mask(given.lengths, 5).float())


@torch.no_grad()
def test_the_likelihood_of_the_best_path_is_never_above_one() -> None:
    crf = random_crf(5).float()
    energies, lengths = torch.randn(50, 40, 5) * 30, torch.randint(0, 41, (50,))
    tags = crf.marginals(energies, lengths).argmax(dim=-1)
    found = crf.log_likelihood(energies, tags, lengths)
    assert bool((found <= 0).all())
    assert found.max() > -1  # some rows are as good as certain, where rounding could lift them above


def test_half_precision_is_computed_with_in_single_precision() -> None:
    crf, given = random_crf(3).float(), scene(3)
    energies = given.energies.detach().bfloat16().requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        found = crf.log_likelihood(energies, given.tags, given.lengths)
    assert found.dtype == torch.float32
    assert_close(found, crf.log_likelihood(energies.float(), given.tags, given.lengths))
    found.sum().backward()
    assert energies.grad is not None
    assert energies.grad.dtype == torch.bfloat16


def test_marginals_can_be_had_in_inference_mode() -> None:
    crf, given = random_crf(3), scene(3)
    with torch.inference_mode():
        found = crf.marginals(given.energies.detach().clone(), given.lengths)
    assert_close(found.clone(), crf.marginals(given.energies, given.lengths))


def test_lengths_beyond_the_rows_are_refused() -> None:
    crf, given = random_crf(3), scene(3)
    for method in [*METHODS, "marginals"]:
        with pytest.raises(ValueError, match="lengths must be from 0 to 5"):
            call(crf, method, given._replace(lengths=given.lengths + 2))


def test_it_learns_what_follows_what() -> None:
    """Energies that say nothing, and tags that alternate: only the transitions can tell."""
    crf, lengths = LinearChainCRF(2), torch.tensor([6, 6])
    tags = torch.tensor([[0, 1, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0]])
    energies, loss = torch.zeros(2, 6, 2), torch.zeros(())
    optimiser = torch.optim.Adam(crf.parameters(), lr=0.3)
    for _ in range(100):
        loss = -crf.log_likelihood(energies, tags, lengths).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() == pytest.approx(2 * math.log(2), abs=0.05)  # which tag begins remains open
    assert crf.marginals(energies, lengths)[0, 3].tolist() == pytest.approx([0.5, 0.5], abs=0.05)
