"""Beam search against every output there is, and against its definition."""

from itertools import product

import pytest
from tests.models.combinations import COVER
from tests.search.models import inputs, limits, peaked, started
from tests.search.oracle import all_outputs, beam_by_definition, ranked, rescored
from tests.tiers import tiered

from pantoum.config import SearchConfig
from pantoum.search import beam_search
from pantoum.symbols import EOS

LONGEST = 4
KINDS = [
    {},
    {"cell": "gru", "attention": "none"},
    {"cell": "rnn", "attention": "general", "layers": 2},
]


def found_symbols(hypotheses):
    return [(*found.ids, EOS) if found.complete else tuple(found.ids) for found in hypotheses]


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_a_wide_beam_finds_exactly_the_best(kind):
    model = peaked(KINDS[kind], seed=kind, target_symbols=7)
    rows = inputs(3, longest=3)
    outputs = all_outputs(7, LONGEST)
    scored = [rescored(model, source, outputs) for source in rows]
    for nbest, length_penalty in product((1, 6, len(outputs)), (0.0, 0.6, 1.0)):
        answers = beam_search(
            *started(model, rows), [LONGEST] * 3, SearchConfig(len(outputs), length_penalty), nbest
        )
        for known, hypotheses in zip(scored, answers, strict=True):
            expected = ranked(known, length_penalty)[:nbest]
            assert found_symbols(hypotheses) == [output.symbols for output in expected]
            for hypothesis, output in zip(hypotheses, expected, strict=True):
                assert hypothesis.log_probability == pytest.approx(output.total, abs=1e-4)
                assert hypothesis.score == pytest.approx(output.score(length_penalty), abs=1e-4)


@pytest.mark.parametrize("choice", tiered(COVER[:10], COVER[:2]), ids=range(10))
def test_an_early_stop_changes_nothing(choice):
    model = peaked(choice)
    rows = inputs(5)
    for beam, nbest, length_penalty in (
        (1, 1, 1.0),
        (2, 1, 0.0),
        (3, 2, 0.6),
        (5, 1, 1.0),
        (5, 5, 0.0),
    ):
        answers = beam_search(
            *started(model, rows), limits(rows), SearchConfig(beam, length_penalty), nbest
        )
        for source, longest, hypotheses in zip(rows, limits(rows), answers, strict=True):
            expected = beam_by_definition(model, source, longest, beam, length_penalty)[:nbest]
            assert found_symbols(hypotheses) == [output.symbols for output in expected]
