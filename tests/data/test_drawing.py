"""How often examples come in an epoch: by the temperature of their groups, and by their weights."""

import numpy as np
import pytest

from pantoum.data import epoch_batches
from pantoum.data.drawing import Drawing


def drawn(groups, weights=None, temperature=1.0):
    drawing = Drawing.of(groups, weights or [None] * len(groups), temperature)
    assert drawing is not None
    return drawing


def counts(drawing, epoch, seed=1):
    return np.bincount(drawing.rows(seed, epoch), minlength=len(drawing.shares))


def test_every_example_comes_once_where_nothing_says_otherwise():
    assert Drawing.of(["a", "b", "a"], [None] * 3, 1.0) is None
    assert Drawing.of([None, None], [2.0, 2.0], 1.0) is None


@pytest.mark.parametrize("temperature", [0.5, 2.0, 5.0, 1000.0])
def test_shares_of_groups_are_those_of_the_paper(temperature):
    sizes = {"fre": 90, "dut": 9, "gle": 1}
    groups = [group for group, size in sizes.items() for _ in range(size)]
    shares = drawn(groups, temperature=temperature).shares
    powers = {group: size ** (1 / temperature) for group, size in sizes.items()}
    for group, size in sizes.items():
        of_group = [share for share, one in zip(shares, groups, strict=True) if one == group]
        expected = powers[group] / sum(powers.values())
        assert sum(of_group) == pytest.approx(expected)
        assert of_group == pytest.approx([expected / size] * size)


def test_the_size_of_a_group_is_the_sum_of_its_weights():
    shares = drawn(["a", "a", "b"], [1.0, 7.0, 2.0], 2.0).shares
    a = 8**0.5 / (8**0.5 + 2**0.5)
    assert shares == pytest.approx([a / 8, a * 7 / 8, 1 - a])


def test_an_epoch_has_as_many_examples_as_before_and_each_group_its_share():
    groups = ["a"] * 300 + ["b"] * 60 + ["c"] * 5
    drawing = drawn(groups, temperature=3.0)
    numbers = np.array(groups)
    for epoch in range(20):
        rows = drawing.rows(7, epoch)
        assert len(rows) == 365
        for group in "abc":
            expected = 365 * drawing.shares[numbers == group].sum()
            assert abs((numbers[rows] == group).sum() - expected) < 1
        times = counts(drawing, epoch, 7)
        assert (np.abs(times - 365 * drawing.shares) < 1).all()


def test_a_weight_is_how_often_an_example_would_stand_in_the_file():
    """The file with the lines repeated has each example in these shares of an epoch."""
    weights = [4, 1, 2, 1]
    repeated = np.repeat(np.arange(4), weights)
    expected = np.bincount(repeated) / len(repeated)
    drawing = drawn([None] * 4, [float(weight) for weight in weights])
    epochs = 2000
    total = sum(counts(drawing, epoch) for epoch in range(epochs))
    assert total / (4 * epochs) == pytest.approx(expected, abs=0.01)
    assert {counts(drawing, epoch)[0] for epoch in range(50)} == {2}


def test_weights_that_add_up_to_the_number_of_examples_are_how_often_each_comes():
    weights = [3.0, 0.5, 0.5, 1.0, 0.25, 0.75]
    drawing = drawn([None] * 6, weights)
    for epoch in range(20):
        times = counts(drawing, epoch)
        assert times[0] == 3
        assert times[3] == 1
        assert times.sum() == 6


def test_the_seed_and_the_epoch_decide():
    drawing = drawn(["a"] * 50 + ["b"] * 5, temperature=5.0)
    again = drawn(["a"] * 50 + ["b"] * 5, temperature=5.0)
    first = drawing.rows(1, 0).tolist()
    assert again.rows(1, 0).tolist() == first
    assert drawing.rows(1, 1).tolist() != first
    assert drawing.rows(2, 0).tolist() != first


def test_which_examples_of_a_group_come_differs_from_epoch_to_epoch():
    drawing = drawn(["a"] * 50 + ["b"] * 50, [1.0] * 50 + [3.0] * 50, 1000.0)
    seen = {row for epoch in range(40) for row in drawing.rows(1, epoch).tolist()}
    assert seen == set(range(100))


@pytest.mark.parametrize("weights", [[1e-300, 1e300], [1e308, 1e308, 1.0]])
def test_no_weight_is_too_large_or_too_small(weights):
    shares = drawn([None] * len(weights), weights).shares
    assert np.isfinite(shares).all()
    assert shares.sum() == pytest.approx(1)
    # Groups of which all weights would round to 0 beside the others.
    shares = drawn(["a", "a", "b"], [1e300, 1e300, 1e-320], 2.0).shares
    assert shares == pytest.approx([0.5, 0.5, 0])
    assert drawn(["a", "b"], [5.0, 1.0], 1e-320).shares == pytest.approx([1, 0])
    assert drawn(["a", "b"], [5.0, 1.0], 1e-9).shares == pytest.approx([1, 0])


def test_batches_hold_the_drawn_rows_within_their_size():
    lengths = np.array([3, 4, 5, 6] * 25)
    groups = ["a"] * 90 + ["b"] * 10
    drawing = drawn(groups, temperature=5.0)
    batches = epoch_batches([lengths, lengths], 60, 3, 2, drawing)
    assert sorted(row for batch in batches for row in batch) == sorted(drawing.rows(3, 2).tolist())
    assert all(len(batch) * 2 * max(lengths[batch]) <= 60 for batch in batches)
