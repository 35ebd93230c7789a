"""Tag sequences that there cannot be."""

import math
from itertools import product

import numpy as np
import pytest
import torch
from tests.chains import (
    LENGTHS,
    allowed,
    log_sum,
    random_crf,
    scene,
    score,
    scores,
    some_constraints,
)
from tests.comparing import gradients
from torch.testing import assert_close

from pantoum.layers import Constraints, LinearChainCRF

CONSTRAINTS = some_constraints(3)
# Rows of one tag are impossible, as the only first tag may not end one.
NO_SHORT_ROWS = Constraints([True, False], [[True, True], [True, True]], [False, True])


def test_forbidden_paths_have_no_part_in_anything() -> None:
    crf = random_crf(3, CONSTRAINTS)
    given = scene(3)
    partition = crf.log_partition(given.emissions, given.lengths)
    marginals = crf.marginals(given.emissions, given.lengths)
    for row, length in enumerate(LENGTHS):
        known = scores(given.emissions[row], length, crf, CONSTRAINTS)
        assert 0 < len(known) < 3**length or length == 0
        assert partition[row].item() == pytest.approx(log_sum(known), abs=1e-10)
        expected = torch.zeros(given.emissions.shape[1:], dtype=torch.float64)
        for path, value in known.items():
            expected[range(length), path] += math.exp(value - log_sum(known))
        assert_close(marginals[row], expected)
        assert torch.equal(marginals[row] == 0, expected == 0)


def test_every_path_is_counted_or_told_to_break_them() -> None:
    crf = random_crf(3, CONSTRAINTS)
    emissions = torch.randn(3, 3, dtype=torch.float64)
    paths = list(product(range(3), repeat=3))
    inputs = (emissions.expand(27, -1, -1), torch.tensor(paths), torch.full((27,), 3))
    known = scores(emissions, 3, crf, CONSTRAINTS)
    free = scores(emissions, 3, crf, None)
    assert crf.allows(*inputs[1:]).tolist() == [allowed(path, CONSTRAINTS) for path in paths]
    expected = [
        known[path] - log_sum(known) if path in known else free[path] - log_sum(free)
        for path in paths
    ]
    assert crf.log_likelihood(*inputs).tolist() == pytest.approx(expected, abs=1e-10)
    means = [math.fsum(paths.values()) / len(paths) for paths in (known, free)]
    above = [free[path] - means[path not in known] for path in paths]
    assert crf.score_above_mean(*inputs).tolist() == pytest.approx(above, abs=1e-10)


def test_the_scores_of_forbidden_steps_change_nothing() -> None:
    crf = random_crf(3, CONSTRAINTS)
    given = scene(3)
    tags = torch.tensor(
        [[0, 2, 1, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 0, 0, 2], [0, 2, 2, 2, 2]]
    )
    given = given._replace(tags=tags, lengths=torch.tensor([4, 1, 0, 2, 2]))
    assert crf.allows(tags, given.lengths).all()
    found = crf.log_likelihood(*given)
    grads = gradients([found], list(crf.parameters()))
    masks = [crf.start_allowed, crf.transitions_allowed, crf.end_allowed]
    for grad, mask in zip(grads, masks, strict=True):
        assert grad[~mask].count_nonzero() == 0
    assert all(grad[mask].count_nonzero() > 0 for grad, mask in zip(grads, masks, strict=True))
    with torch.no_grad():
        for parameter, mask in zip(crf.parameters(), masks, strict=True):
            parameter.masked_fill_(~mask, 1e6)
    assert torch.equal(crf.log_likelihood(*given), found)


def test_broken_gold_tags_count_as_without_constraints() -> None:
    crf = random_crf(3, CONSTRAINTS)
    given = scene(3)
    free = LinearChainCRF(3).double()
    free.load_state_dict(dict(crf.named_parameters()), strict=False)
    tags = torch.tensor(
        [[0, 1, 2, 0, 0], [2, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 0, 2], [1, 2, 2, 2, 2]]
    )
    given = given._replace(tags=tags)
    whole = crf.allows(tags, given.lengths)
    assert whole.tolist() == [False, False, True, True, False]
    for method in ("log_likelihood", "score_above_mean"):
        found = getattr(crf, method)(*given)
        expected = getattr(free, method)(*given)
        assert_close(found[~whole], expected[~whole])
        if method == "log_likelihood":
            assert found[3] > expected[3]
        grads = gradients([found[~whole]], [given.emissions, *crf.parameters()])
        assert_close(grads, gradients([expected[~whole]], [given.emissions, *free.parameters()]))


def test_rows_that_no_sequence_fits() -> None:
    crf = random_crf(2, NO_SHORT_ROWS)
    given = scene(2, [1, 2, 0])
    partition = crf.log_partition(given.emissions, given.lengths)
    marginals = crf.marginals(given.emissions, given.lengths)
    assert partition.tolist() == [
        -math.inf,
        pytest.approx(score((0, 1), given.emissions[1], crf)),
        0.0,
    ]
    assert marginals.tolist() == [[[0, 0]] * 3, [[1, 0], [0, 1], [0, 0]], [[0, 0]] * 3]
    found = gradients([partition], [given.emissions, *crf.parameters()])
    assert all(grad.isfinite().all() for grad in found)
    assert found[0][0].count_nonzero() == 0
    found = gradients(
        [crf.log_likelihood(*given), crf.score_above_mean(*given)],
        [given.emissions, *crf.parameters()],
    )
    assert all(grad.isfinite().all() for grad in found)


def test_a_dead_end_on_the_way_is_no_trouble() -> None:
    """The first tag can only be followed by the third, which nothing follows: two steps, and the
    row must end.
    """
    steps = [[False, False, True], [False, True, False], [False, False, False]]
    constraints = Constraints([True, False, False], steps, [True] * 3)
    crf = random_crf(3, constraints)
    given = scene(3, [4, 2, 1])
    partition = crf.log_partition(given.emissions, given.lengths)
    expected = [score((0, 2), given.emissions[1], crf), score((0,), given.emissions[2], crf)]
    assert partition.tolist() == [-math.inf, *(pytest.approx(value) for value in expected)]
    assert crf.marginals(given.emissions, given.lengths)[0].count_nonzero() == 0
    found = gradients([partition], [given.emissions, *crf.parameters()])
    assert all(grad.isfinite().all() for grad in found)


def test_the_only_way_may_lead_through_what_is_all_but_impossible() -> None:
    """Beginnings that are e^20000 times less likely than others must not be lost: only they can go
    on.
    """
    crf = LinearChainCRF(2, Constraints([True, True], [[True, False], [True, True]], [False, True]))
    emissions = torch.tensor([[[1e4, -1e4], [1e4, -1e4], [1e4, -1e4]]])
    lengths = torch.tensor([3])
    assert crf.log_partition(emissions, lengths).tolist() == [-3e4]
    assert crf.marginals(emissions, lengths).tolist() == [[[0, 1], [0, 1], [0, 1]]]
    assert crf.log_likelihood(emissions, torch.tensor([[1, 1, 1]]), lengths).tolist() == [0]


def test_a_long_way_through_what_is_all_but_impossible() -> None:
    """Two tags share the row, while the likeliest beginnings lead nowhere: the α of the two fall to
    -2e7, far below.
    """
    steps = [[True, False, False], [False, True, True], [False, True, True]]
    crf = LinearChainCRF(3, Constraints([True] * 3, steps, [False, True, True]))
    time = 1_000
    emissions = torch.tensor([1e4, -1e4, -1e4]).repeat(1, time, 1).requires_grad_()
    partition = crf.log_partition(emissions, torch.tensor([time]))
    assert partition.item() == pytest.approx(time * (math.log(2) - 1e4), rel=1e-5)
    nodes, pairs = torch.autograd.grad(partition.sum(), [emissions, crf.transitions])
    assert_close(nodes, torch.tensor([0.0, 0.5, 0.5]).repeat(1, time, 1))
    share = (time - 1) / 4
    assert_close(pairs, torch.tensor([[0.0, 0.0, 0.0], [0.0, share, share], [0.0, share, share]]))


def test_constraints_are_saved_with_the_parameters() -> None:
    crf = random_crf(3, CONSTRAINTS)
    given = scene(3)
    other = LinearChainCRF(3).double()
    other.load_state_dict(crf.state_dict())
    assert torch.equal(other.log_likelihood(*given), crf.log_likelihood(*given))
    assert torch.equal(
        other.chain().transitions == -torch.inf, torch.tensor(CONSTRAINTS.transitions).logical_not()
    )


def test_arrays_tensors_and_lists_are_the_same() -> None:
    arrays = Constraints(*(np.array(mask) for mask in CONSTRAINTS))
    tensors = Constraints(*(torch.tensor(mask) for mask in CONSTRAINTS))
    expected = LinearChainCRF(3, CONSTRAINTS).state_dict()
    for given in (arrays, tensors):
        assert_close(LinearChainCRF(3, given).state_dict(), expected, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        (
            CONSTRAINTS._replace(start=[True] * 4),
            r"start of the constraints must have the shape \(3,\), but has \(4,\)",
        ),
        (
            CONSTRAINTS._replace(transitions=[[True] * 3]),
            r"transitions .* must have the shape \(3, 3\)",
        ),
        (
            CONSTRAINTS._replace(end=[[True] * 3]),
            r"end .* must have the shape \(3,\), but has \(1, 3\)",
        ),
        (CONSTRAINTS._replace(end=[False] * 3), "end of the constraints allows nothing"),
    ],
)
def test_constraints_that_do_not_fit_are_refused(constraints: Constraints, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LinearChainCRF(3, constraints)
