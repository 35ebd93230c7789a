"""What a row's answer is does not depend on the rows beside it, their order or the padding."""

from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.models.combinations import COVER, SOURCE_SYMBOLS, TARGET_SYMBOLS, softmax_of
from tests.search.models import inputs, limits, padded, peaked, started
from tests.tiers import covering, examples, tiered

from pantoum.config import ModelConfig, SearchConfig
from pantoum.models import SearchModel, build, for_inference
from pantoum.search import Hypothesis, beam_search, greedy

ROWS = inputs(8)
KINDS = range(len(COVER))
FIRST = [kind for kind in KINDS if COVER[kind] in covering(COVER)]
SEARCHES = [(0, 1), (4, 3)]  # beam and nbest; beam 0 is greedy search


def search(
    kind: int, beam: int, nbest: int, rows: list[list[int]], extra: int
) -> list[list[Hypothesis]]:
    model = model_of(kind)
    batch = padded(rows, extra)
    if beam == 0:
        return [[found] for found in greedy(model, model.start(*batch), batch[1], limits(rows))]
    return beam_search(
        model, model.start(*batch), batch[1], limits(rows), SearchConfig(beam, 0.8), nbest
    )


@cache
def model_of(kind: int) -> SearchModel:
    """In double precision: wild random weights magnify what the order of a float32 sum changes."""
    return for_inference(peaked(COVER[kind], seed=kind).double())


@cache
def alone(kind: int, beam: int, nbest: int) -> list[list[Hypothesis]]:
    return [search(kind, beam, nbest, [row], 0)[0] for row in ROWS]


def assert_same(found: list[Hypothesis], expected: list[Hypothesis]) -> None:
    assert [(a.ids, a.complete) for a in found] == [(b.ids, b.complete) for b in expected]
    for a, b in zip(found, expected, strict=True):
        assert a.score == pytest.approx(b.score, abs=1e-6)
        assert a.log_probability == pytest.approx(b.log_probability, abs=1e-5)
        assert (a.attention is None) == (b.attention is None)
        if a.attention is not None and b.attention is not None:
            assert a.attention.shape == b.attention.shape
            np.testing.assert_allclose(a.attention, b.attention, atol=1e-6)


@pytest.mark.parametrize("kind", tiered(KINDS, FIRST))
@examples(1, 3)
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


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_single_precision_changes_no_more_than_rounding(cell):
    torch.manual_seed(1)
    model = build(
        ModelConfig(cell=cell, embedding=32, hidden=64), SOURCE_SYMBOLS, TARGET_SYMBOLS
    ).eval()
    softmax_of(model).weight.data.mul_(5.0)
    model = for_inference(model)
    rows = inputs(20)
    together = beam_search(*started(model, rows, extra=5), limits(rows), SearchConfig(5, 1.0), 5)
    for row, found in zip(rows, together, strict=True):
        (expected,) = beam_search(*started(model, [row]), limits([row]), SearchConfig(5, 1.0), 5)
        assert [one.ids for one in found] == [one.ids for one in expected]
        assert [one.score for one in found] == pytest.approx(
            [one.score for one in expected], abs=1e-5
        )


def test_the_models_tell_the_rows_apart():
    answers = [found for kind in FIRST for (found,) in alone(kind, 0, 1)]
    assert len({tuple(found.ids) for found in answers}) > len(FIRST) * 3
    assert len({len(found.ids) for found in answers if found.complete}) > 4
    assert 0.3 < sum(found.complete for found in answers) / len(answers) < 0.95
