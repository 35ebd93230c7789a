"""What a search reports about its outputs is what teacher forcing gives for them."""

import numpy as np
import pytest
from tests.models.combinations import COVER, name_of
from tests.search.models import inputs, limits, peaked, started
from tests.search.oracle import attention_of, rescored
from tests.tiers import each

from pantoum.config import SearchConfig
from pantoum.search import beam_search, greedy
from pantoum.symbols import EOS


@each(COVER, name_of)
def test_scores_and_attention_are_those_of_teacher_forcing(choice):
    model = peaked(choice)
    rows = inputs(6)
    answers = beam_search(*started(model, rows, extra=2), limits(rows), SearchConfig(4, 0.7), 4)
    for source, hypotheses in zip(rows, answers, strict=True):
        ranks = [(found.complete, found.score) for found in hypotheses]
        assert ranks == sorted(ranks, reverse=True)
        outputs = [
            (*found.ids, EOS) if found.complete else tuple(found.ids) for found in hypotheses
        ]
        assert len(set(outputs)) == len(outputs) == 4
        for found, (symbols, total) in zip(
            hypotheses, rescored(model, source, outputs), strict=True
        ):
            assert found.log_probability == pytest.approx(total, abs=1e-4)
            assert found.score == pytest.approx(total / len(symbols) ** 0.7, abs=1e-4)
            weights = attention_of(model, source, symbols)
            assert (found.attention is None) == (weights is None)
            if found.attention is not None and weights is not None:
                assert found.attention.shape == (len(symbols), len(source))
                np.testing.assert_allclose(found.attention, weights.numpy(), atol=1e-5)


@pytest.mark.parametrize("choice", COVER[:12], ids=range(12))
def test_a_beam_of_one_is_greedy_search(choice):
    model = peaked(choice)
    rows = inputs(6)
    ones = greedy(*started(model, rows), limits(rows), SearchConfig(1, 0.7))
    for found, hypotheses in zip(
        ones, beam_search(*started(model, rows), limits(rows), SearchConfig(1, 0.7), 1), strict=True
    ):
        assert hypotheses[0]._replace(attention=None) == found._replace(attention=None)
        np.testing.assert_array_equal(hypotheses[0].attention, found.attention)
