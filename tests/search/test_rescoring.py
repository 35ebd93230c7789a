"""What a search reports about its outputs is what teacher forcing gives for them."""

import numpy as np
import pytest

from tests.models.combinations import COVER
from tests.search.models import inputs, limits, padded, peaked
from tests.search.oracle import attention_of, rescored
from weft.search import beam_search, greedy
from weft.symbols import EOS


@pytest.mark.parametrize("choice", COVER, ids=range(len(COVER)))
def test_scores_and_attention_are_those_of_teacher_forcing(choice):
    model, rows = peaked(choice), inputs(9)
    answers = beam_search(model, *padded(rows, extra=2), limits(rows), 4, 4, 0.7)
    for source, hypotheses in zip(rows, answers, strict=True):
        for found in hypotheses:
            symbols = [*found.ids, EOS] if found.complete else found.ids
            expected = rescored(model, source, symbols)
            assert found.log_probability == pytest.approx(expected, abs=1e-4)
            assert found.score == pytest.approx(expected / len(symbols) ** 0.7, abs=1e-4)
            weights = attention_of(model, source, symbols)
            assert (found.attention is None) == (weights is None)
            if found.attention is not None and weights is not None:
                assert found.attention.shape == (len(symbols), len(source))
                np.testing.assert_allclose(found.attention, weights.numpy(), atol=1e-5)


@pytest.mark.parametrize("choice", COVER, ids=range(len(COVER)))
def test_a_beam_of_one_is_greedy_search(choice):
    model, rows = peaked(choice), inputs(9)
    ones = greedy(model, *padded(rows), limits(rows), 0.7)
    for found, hypotheses in zip(ones, beam_search(model, *padded(rows), limits(rows), 1, 1, 0.7), strict=True):
        assert hypotheses[0]._replace(attention=None) == found._replace(attention=None)
        np.testing.assert_array_equal(hypotheses[0].attention, found.attention)


@pytest.mark.parametrize("choice", COVER, ids=range(len(COVER)))
def test_outputs_are_distinct_and_sorted(choice):
    model, rows = peaked(choice), inputs(9)
    for hypotheses in beam_search(model, *padded(rows), limits(rows), 5, 5, 1.0):
        assert len({(tuple(found.ids), found.complete) for found in hypotheses}) == len(hypotheses)
        keys = [(found.complete, found.score) for found in hypotheses]
        assert keys == sorted(keys, reverse=True)
