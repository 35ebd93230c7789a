"""Beam search against every output there is, and against its definition."""

import pytest

from tests.models.combinations import COVER
from tests.search.models import inputs, limits, padded, peaked
from tests.search.oracle import all_outputs, beam_by_definition, ranked
from weft.search import beam_search
from weft.symbols import EOS

LONGEST = 4
KINDS = [{}, {"cell": "gru", "attention": "none"}, {"cell": "rnn", "attention": "general", "layers": 2}]


def found_symbols(hypotheses):
    return [(*found.ids, EOS) if found.complete else tuple(found.ids) for found in hypotheses]


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_a_wide_beam_finds_exactly_the_best(kind, length_penalty):
    model = peaked(KINDS[kind], seed=kind, target_symbols=7)
    rows = inputs(3, longest=3)
    everything = 1 + 3 + 9 + 27 + 81
    for nbest in (1, 6, everything):
        answers = beam_search(model, *padded(rows), [LONGEST] * 3, everything, nbest, length_penalty)
        for source, hypotheses in zip(rows, answers, strict=True):
            expected = ranked(list(all_outputs(model, source, 7, LONGEST)), length_penalty)[:nbest]
            assert found_symbols(hypotheses) == [output.symbols for output in expected]
            for hypothesis, output in zip(hypotheses, expected, strict=True):
                assert hypothesis.log_probability == pytest.approx(output.total, abs=1e-4)
                assert hypothesis.score == pytest.approx(output.score(length_penalty), abs=1e-4)


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("choice", COVER[:10], ids=range(10))
def test_an_early_stop_changes_nothing(choice, length_penalty):
    model, rows = peaked(choice), inputs(7)
    for beam, nbest in ((1, 1), (2, 1), (3, 2), (5, 5)):
        answers = beam_search(model, *padded(rows), limits(rows), beam, nbest, length_penalty)
        for source, longest, hypotheses in zip(rows, limits(rows), answers, strict=True):
            expected = beam_by_definition(model, source, longest, beam, length_penalty)[:nbest]
            assert found_symbols(hypotheses) == [output.symbols for output in expected]
