"""What a row's answer is does not depend on the rows beside it, their order or the padding."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.combinations import COVER
from tests.search.models import inputs, limits, padded, peaked
from weft.search import Hypothesis, beam_search, greedy

ROWS = inputs(17)
SEARCHES = [(0, 1), (1, 1), (3, 2), (5, 5)]  # beam and nbest; beam 0 is greedy search


def search(kind: int, beam: int, nbest: int, rows: list[list[int]], extra: int) -> list[list[Hypothesis]]:
    model, batch = model_of(kind), padded(rows, extra)
    if beam == 0:
        return [[found] for found in greedy(model, *batch, limits(rows))]
    return beam_search(model, *batch, limits(rows), beam, nbest, 0.8)


@cache
def model_of(kind: int):
    return peaked(COVER[kind], seed=kind)


@cache
def alone(kind: int, beam: int, nbest: int) -> list[list[Hypothesis]]:
    return [search(kind, beam, nbest, [row], 0)[0] for row in ROWS]


def assert_same(found: list[Hypothesis], expected: list[Hypothesis]) -> None:
    assert [(a.ids, a.complete) for a in found] == [(b.ids, b.complete) for b in expected]
    for a, b in zip(found, expected, strict=True):
        assert a.score == pytest.approx(b.score, abs=1e-5)
        assert a.log_probability == pytest.approx(b.log_probability, rel=1e-5, abs=1e-5)
        assert (a.attention is None) == (b.attention is None)
        if a.attention is not None and b.attention is not None:
            assert a.attention.shape == b.attention.shape
            np.testing.assert_allclose(a.attention, b.attention, atol=1e-5)


@pytest.mark.parametrize("kind", range(len(COVER)))
@settings(max_examples=6)
@given(data=st.data())
def test_batch_size_order_and_padding_change_nothing(kind, data):
    beam, nbest = data.draw(st.sampled_from(SEARCHES))
    order = data.draw(st.permutations(range(len(ROWS))))
    size = data.draw(st.sampled_from([1, 2, 7, len(ROWS)]))
    for start in range(0, len(order), size):
        picked = order[start : start + size]
        extra = data.draw(st.integers(0, 3))
        answers = search(kind, beam, nbest, [ROWS[row] for row in picked], extra)
        for row, found in zip(picked, answers, strict=True):
            assert_same(found, alone(kind, beam, nbest)[row])


def test_the_models_tell_the_rows_apart():
    answers = [found for kind in range(len(COVER)) for (found,) in alone(kind, 0, 1)]
    assert len({tuple(found.ids) for found in answers}) > len(COVER) * 5
    assert {len(found.ids) for found in answers if found.complete} >= set(range(5))
    assert 0.3 < sum(found.complete for found in answers) / len(answers) < 0.95
