"""Correlations and what chance does, by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from tests.tiers import tiered

from pantoum.explaining.correlations import (
    drawn_signs,
    drawn_texts,
    interval_of,
    largest_by_chance,
    standardised,
)


def walks(generator: np.random.Generator, lengths: list[int], units: int) -> np.ndarray:
    """Units that know nothing but what they were a step before, and begin each text at 0."""
    steps = []
    for length in lengths:
        state = np.zeros(units)
        for _ in range(length):
            state = 0.8 * state + generator.normal(size=units)
            steps.append(state)
    return np.array(steps)


def test_products_are_pearsons() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.normal(size=(50, 4)) + 7, generator.normal(size=(50, 3)) * 100
    expected = np.corrcoef(x.T, y.T)[:4, 4:]
    np.testing.assert_allclose(standardised(x).T @ standardised(y), expected, atol=1e-12)


def test_what_does_not_vary_has_no_correlation() -> None:
    columns = np.stack([np.full(9, 0.3), np.arange(9.0)], axis=1).astype(np.float32)
    found = standardised(columns)
    assert (found[:, 0] == 0).all()
    assert (found[:, 1] ** 2).sum() == pytest.approx(1)


def test_chance_is_a_sign_for_each_text() -> None:
    generator = np.random.default_rng(2)
    lengths = [3, 0, 5, 4]
    units = standardised(generator.normal(size=(12, 6)))
    features = standardised(generator.normal(size=(12, 2)))
    signs = drawn_signs(7, 4, generator)
    assert set(np.unique(signs)) == {-1, 1}
    found = largest_by_chance(units, features, lengths, signs)
    owner = np.repeat(np.arange(4), lengths)
    for draw in range(7):
        for feature in range(2):
            largest = 0.0
            for unit in range(6):
                r = 0.0
                for text in range(4):
                    steps = owner == text
                    share = (features[steps, feature] ** 2).sum()
                    added = (units[steps, unit] * features[steps, feature]).sum()
                    r += signs[draw, text] * added / (1 - share)
                largest = max(largest, abs(r))
            assert found[draw, feature] == pytest.approx(largest, abs=1e-5)


def test_one_text_says_nothing() -> None:
    """Whatever has all of a feature in one text is never more than chance."""
    feature = np.zeros((12, 1))
    feature[2] = 1
    units = standardised(feature.copy())
    features = standardised(feature)
    signs = drawn_signs(50, 1, np.random.default_rng(3))
    assert (largest_by_chance(units, features, [12], signs) > 1).all()


@pytest.mark.parametrize("texts", tiered([40, 12, 100], [40]))
@pytest.mark.parametrize("of", ["position", "binary"])
def test_random_units_are_seldom_more_than_chance(of: str, texts: int) -> None:
    """In no more than 5 of 100 cases any of many units; 60 cases leave room for luck (the 99.9th
    percentile of a binomial of 60 times 0.05 is 9).
    """
    significant = 0
    for case in range(60):
        generator = np.random.default_rng(case)
        lengths = generator.integers(3, 15, texts).tolist()
        units = standardised(walks(generator, lengths, 30))
        if of == "position":
            values = np.concatenate([np.arange(float(length)) for length in lengths])
        else:
            values = (generator.random(sum(lengths)) < 0.3).astype(float)
        features = standardised(values[:, None])
        signs = drawn_signs(199, texts, generator)
        chance = largest_by_chance(units, features, lengths, signs)[:, 0]
        reached = (chance >= np.abs(units.T @ features).max()).sum()
        significant += (1 + reached) / 200 <= 0.05
    assert significant <= 9


def test_an_interval_is_of_resampled_texts() -> None:
    generator = np.random.default_rng(4)
    lengths = [4, 6, 3, 5, 7, 4, 6, 5, 3, 4, 6, 5]
    owner = np.repeat(np.arange(12), lengths)
    x = generator.normal(size=sum(lengths))
    y = x + generator.normal(size=sum(lengths))
    resamples = drawn_texts(300, 12, generator)
    assert (resamples.sum(axis=1) == 12).all()
    found = interval_of(x, y, lengths, resamples, 50)
    z = []
    for counts in resamples:
        steps = np.concatenate(
            [np.flatnonzero(owner == text) for text in range(12) for _ in range(counts[text])]
        )
        z.append(np.arctanh(np.corrcoef(x[steps], y[steps])[0, 1]))
    wide = 3.2905267 * np.std(z, ddof=1)  # the normal quantile of 1 - 0.05 / 100
    middle = np.arctanh(np.corrcoef(x, y)[0, 1])
    assert found is not None
    np.testing.assert_allclose(found, np.tanh([middle - wide, middle + wide]), atol=1e-6)


def test_few_texts_have_no_interval() -> None:
    x = np.arange(9.0)
    lengths = [1] * 9
    assert interval_of(x, x, lengths, drawn_texts(20, 9, np.random.default_rng(1)), 5) is None


def test_intervals_hold_the_truth() -> None:
    """That of the largest of 20 correlations, which are all the same, in at least 95 of 100
    cases."""
    missed = 0
    for case in range(80):
        generator = np.random.default_rng(case)
        lengths = [6] * 60
        owner = np.repeat(np.arange(60), 6)
        y = generator.normal(size=60)[owner] + generator.normal(size=360)
        noise = generator.normal(size=(60, 20))[owner] + generator.normal(size=(360, 20))
        units = 0.75 * y[:, None] + np.sqrt(1 - 0.75**2) * noise
        r = (standardised(units).T @ standardised(y[:, None]))[:, 0]
        resamples = drawn_texts(200, 60, generator)
        found = interval_of(units[:, r.argmax()], y, lengths, resamples, 20)
        assert found is not None
        missed += not found.low <= 0.75 <= found.high
    assert missed <= 9
