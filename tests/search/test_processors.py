"""Searches with step processors and constraints against every output there is that meets them."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.search.models import inputs, peaked, started
from tests.search.oracle import Output, Symbols, all_outputs, attention_of, ranked, rescored
from tests.tiers import examples

from pantoum.config import SearchConfig
from pantoum.search import beam_search
from pantoum.search.processors import (
    AllowedOutputs,
    ForbiddenSymbols,
    ForcedPrefix,
    MinLength,
    NoRepeatNgram,
    RepetitionPenalty,
)
from pantoum.search.sampling import Sampling, sample
from pantoum.symbols import BOS, EOS

LONGEST = 4
VOCABULARY = 7
ROWS = 3
OUTPUTS = all_outputs(VOCABULARY, LONGEST)
MODEL = peaked({}, seed=0, target_symbols=VOCABULARY)
SOURCES = inputs(ROWS, longest=3)
SCORED = [rescored(MODEL, source, OUTPUTS) for source in SOURCES]


def real(symbols: Symbols) -> Symbols:
    return tuple(symbol for symbol in symbols if symbol != EOS)


def searched(
    search: SearchConfig,
    nbest: int,
    processors: Sequence[Any] = (),
    constraints: Sequence[Any] = (),
) -> list[list[Symbols]]:
    found = beam_search(
        *started(MODEL, SOURCES),
        [LONGEST] * ROWS,
        search,
        nbest,
        processors=processors,
        constraints=constraints,
    )
    return [[(*one.ids, *[EOS] * one.complete) for one in hypotheses] for hypotheses in found]


def check(
    keeps: Callable[[int, Symbols], bool],
    processors: Sequence[Any] = (),
    constraints: Sequence[Any] = (),
    nbest: int = 40,
) -> None:
    """A beam as wide as there are outputs gives the best of those that meet the constraints, in
    order."""
    found = searched(SearchConfig(len(OUTPUTS)), nbest, processors, constraints)
    for row, outputs in enumerate(found):
        kept = [output for output in SCORED[row] if keeps(row, output.symbols)]
        assert outputs == [output.symbols for output in ranked(kept, 1.0)[:nbest]]


def repeats(symbols: Symbols, size: int) -> bool:
    output = real(symbols)
    ngrams = [output[place : place + size] for place in range(len(output) - size + 1)]
    return len(set(ngrams)) < len(ngrams)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_ngram_is_repeated(size: int) -> None:
    check(lambda _, symbols: not repeats(symbols, size), [NoRepeatNgram(size)])


def test_forbidden_symbols_do_not_come() -> None:
    check(lambda _, symbols: not {4, 6} & set(symbols), [ForbiddenSymbols([6, 4])])


def test_outputs_are_long_enough() -> None:
    check(lambda row, symbols: len(real(symbols)) >= [0, 2, 3][row], [MinLength([0, 2, 3])])


def test_outputs_start_with_their_prefixes() -> None:
    prefixes = [[5], [], [4, 4, 6]]
    check(
        lambda row, symbols: list(symbols[: len(prefixes[row])]) == prefixes[row],
        [ForcedPrefix(prefixes)],
    )


@given(st.lists(st.lists(st.integers(4, 6), max_size=3).map(tuple), max_size=12))
def test_outputs_are_of_the_list(listed: list[Symbols]) -> None:
    check(
        lambda _, symbols: symbols[-1] == EOS and real(symbols) in listed,
        constraints=[AllowedOutputs(listed)],
    )


def test_constraints_together() -> None:
    listed = [(4, 5, 4), (4, 5), (5,), (5, 4, 5), (4, 4)]
    check(
        lambda row, symbols: (
            symbols[-1] == EOS and real(symbols) in listed[:2] and len(real(symbols)) >= 2
        ),
        [
            ForcedPrefix([[4]] * ROWS),
            MinLength([2] * ROWS),
            NoRepeatNgram(2),
            ForbiddenSymbols([6]),
        ],
        [AllowedOutputs(listed), AllowedOutputs(listed[:2])],
    )


def test_what_cannot_be_has_no_output_and_spoils_no_other() -> None:
    found = searched(SearchConfig(3), 3, [ForcedPrefix([[4], [], []])], [AllowedOutputs([(5,)])])
    assert found == [[], [(5, EOS)], [(5, EOS)]]


def test_a_list_is_searched_by_a_beam_of_one() -> None:
    outputs = searched(SearchConfig(1), 1, constraints=[AllowedOutputs([(4, 5, 6), (6, 6, 6)])])
    assert all(one in [[(4, 5, 6, EOS)], [(6, 6, 6, EOS)]] for one in outputs)


@pytest.mark.parametrize("formula", ["power", "wu"])
@pytest.mark.parametrize("beta", [0.0, 0.3])
def test_length_formulas_and_coverage(formula: Any, beta: float) -> None:
    search = SearchConfig(len(OUTPUTS), 0.7, formula, beta)

    def score(source: list[int], output: Output) -> float:
        length = len(output.symbols)
        divisor = length**0.7 if formula == "power" else (5 + length) ** 0.7 / 6**0.7
        weights = attention_of(MODEL, source, output.symbols)
        assert weights is not None
        covered = sum(math.log(min(share, 1.0)) for share in weights.sum(0).tolist())
        return output.total / divisor + beta * covered

    for row, hypotheses in enumerate(
        beam_search(*started(MODEL, SOURCES), [LONGEST] * ROWS, search, 5)
    ):
        known = {
            output.symbols: score(SOURCES[row], output) for output in SCORED[row] if output.complete
        }
        best = sorted(known, key=lambda symbols: -known[symbols])[:5]
        assert [(*one.ids, EOS) for one in hypotheses] == best
        assert [one.score for one in hypotheses] == pytest.approx(
            [known[symbols] for symbols in best], abs=1e-4
        )


def test_repetition_costs_what_it_should() -> None:
    """Every symbol that has come before has its log-probability doubled."""
    found = beam_search(
        *started(MODEL, SOURCES),
        [LONGEST] * ROWS,
        SearchConfig(len(OUTPUTS)),
        10,
        processors=[RepetitionPenalty(2.0)],
    )
    for row, hypotheses in enumerate(found):
        for one in hypotheses:
            symbols = (*one.ids, *[EOS] * one.complete)
            expected = sum(
                (rescored(MODEL, SOURCES[row], [symbols[: place + 1]])[0].total)
                - (rescored(MODEL, SOURCES[row], [symbols[:place]])[0].total if place else 0.0)
                for place in range(len(symbols))
            )
            assert one.log_probability <= expected + 1e-4
            again = [place for place in range(len(symbols)) if symbols[place] in symbols[:place]]
            assert (one.log_probability < expected - 1e-4) == bool(again)


def test_diversity_makes_room_for_other_prefixes() -> None:
    plain, diverse = (searched(SearchConfig(6, diversity=cost), 6) for cost in (0.0, 5.0))
    firsts = [[len({symbols[0] for symbols in row}) for row in found] for found in (plain, diverse)]
    assert sum(firsts[1]) > sum(firsts[0])
    one, same = (searched(SearchConfig(1, diversity=cost), 1) for cost in (0.0, 5.0))
    assert one == same  # the likeliest continuation costs nothing


@examples(15, 100)
@given(st.integers(0, 1000))
def test_samples_meet_the_constraints(seed: int) -> None:
    _, state, lengths = started(MODEL, SOURCES)
    found = sample(
        MODEL,
        torch.full((ROWS,), BOS),
        state,
        [[seed, row] for row in range(ROWS)],
        [LONGEST] * ROWS,
        Sampling(temperature=3.0),
        processors=[ForcedPrefix([[5], [], [6, 6]])],
        constraints=[AllowedOutputs([(5, 4), (4,), (5, 5, 5)])],
        lengths=lengths,
    )
    first, second, third = found
    assert first is not None
    assert tuple(first.ids) in [(5, 4), (5, 5, 5)]
    assert second is not None
    assert tuple(second.ids) in [(5, 4), (4,), (5, 5, 5)]
    assert third is None
    for one, source in ((first, SOURCES[0]), (second, SOURCES[1])):
        (expected,) = rescored(MODEL, source, [(*one.ids, EOS)])
        assert one.log_probability == pytest.approx(expected.total, abs=1e-4)
        assert one.attention is not None
        assert one.attention.shape == (len(one.ids) + 1, len(source))
