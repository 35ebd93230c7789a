"""Outputs with required phrases, against every output there is that has them, and with narrow
beams.
"""

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.search.models import inputs, peaked, started
from tests.search.oracle import Symbols, all_outputs, ranked, rescored
from tests.tiers import examples

from pantoum.config import SearchConfig
from pantoum.search import beam_search
from pantoum.search.processors import ForbiddenSymbols, RequiredPhrases
from pantoum.symbols import EOS

LONGEST = 4
VOCABULARY = 7
ROWS = 3
OUTPUTS = all_outputs(VOCABULARY, LONGEST)
MODEL = peaked({}, seed=0, target_symbols=VOCABULARY)
SOURCES = inputs(ROWS, longest=3)
SCORED = [rescored(MODEL, source, OUTPUTS) for source in SOURCES]

Phrases = Sequence[Sequence[Sequence[int]]]
PHRASE = st.lists(st.integers(4, 6), min_size=1, max_size=3)


def has_all(symbols: Symbols, phrases: Sequence[Sequence[int]]) -> bool:
    def has(phrase: Sequence[int]) -> bool:
        return any(
            symbols[place : place + len(phrase)] == tuple(phrase) for place in range(len(symbols))
        )

    return all(map(has, phrases))


def searched(
    phrases: Phrases, beam: int, nbest: int, longest: int = LONGEST
) -> list[list[Symbols]]:
    found = beam_search(
        *started(MODEL, SOURCES),
        [longest] * ROWS,
        SearchConfig(beam),
        nbest,
        constraints=[RequiredPhrases(phrases)],
    )
    return [[(*one.ids, *[EOS] * one.complete) for one in hypotheses] for hypotheses in found]


@examples(20, 40)
@given(st.lists(st.lists(PHRASE, max_size=3), min_size=ROWS, max_size=ROWS))
def test_a_wide_beam_gives_the_best_that_have_them(phrases: list[list[list[int]]]) -> None:
    for row, outputs in enumerate(searched(phrases, len(OUTPUTS), 30)):
        kept = [one for one in SCORED[row] if has_all(one.symbols, phrases[row])]
        assert outputs == [one.symbols for one in ranked(kept, 1.0)[:30]]


@pytest.mark.parametrize("beam", [1, 2, 3, 5])
@given(st.lists(st.lists(PHRASE, max_size=2), min_size=ROWS, max_size=ROWS))
@examples(8, 25)
def test_a_narrow_beam_gives_some_that_have_them(beam: int, phrases: list[list[list[int]]]) -> None:
    for row, outputs in enumerate(searched(phrases, beam, beam, longest=10)):
        assert outputs
        assert all(has_all(one, phrases[row]) for one in outputs)


@given(
    st.lists(st.integers(4, 6), min_size=1, max_size=6), st.lists(st.integers(3, 7), max_size=30)
)
def test_long_phrases_are_found_where_they_are(phrase: list[int], symbols: list[int]) -> None:
    constraint = RequiredPhrases([[phrase, [4, 7, 4]]])
    states = constraint.start(torch.tensor([0]))
    for end, symbol in enumerate(symbols, start=1):
        states = constraint.advance(states, torch.tensor([symbol]))
        outstanding = sum(not has_all(tuple(symbols[:end]), [one]) for one in (phrase, [4, 7, 4]))
        assert constraint.outstanding(states).tolist() == [outstanding]


def test_what_cannot_be_has_no_output_and_spoils_no_other() -> None:
    constraints = [RequiredPhrases([[[4]], [], [[5, 4]]])]
    found = beam_search(
        *started(MODEL, SOURCES),
        [LONGEST] * ROWS,
        SearchConfig(4),
        1,
        processors=[ForbiddenSymbols([4])],
        constraints=constraints,
    )
    assert [len(hypotheses) for hypotheses in found] == [0, 1, 0]
