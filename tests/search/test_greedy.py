"""Greedy search on tables of probabilities, by hand."""

from math import log, nan

import pytest
from tests.search.models import Table, started

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.search import greedy

# After <s> 4; after 4 5; after 5 </s>, while <pad>, the unknown symbol and <s> are likelier still.
UNREACHED = [0.0] * 6
CHAIN = [
    UNREACHED,
    UNREACHED,
    [0.2, 0.2, 0.2, 0.1, 0.25, 0.05],
    UNREACHED,
    [0.3, 0.0, 0.0, 0.1, 0.1, 0.5],
    [0.0, 0.5, 0.1, 0.2, 0.15, 0.05],
]
CHAIN_LOG = log(0.25) + log(0.5) + log(0.2)


def test_follows_the_likeliest_symbol_that_an_output_may_hold():
    (found,) = greedy(*started(Table(CHAIN), [[4]]), [9])
    assert (found.ids, found.complete, found.attention) == ([4, 5], True, None)
    assert found.log_probability == pytest.approx(CHAIN_LOG)
    assert found.score == pytest.approx(CHAIN_LOG / 3)


@pytest.mark.parametrize("length_penalty", [0.0, 0.5])
def test_length_penalty_is_the_exponent_of_the_length(length_penalty):
    (found,) = greedy(*started(Table(CHAIN), [[4]]), [9], SearchConfig(1, length_penalty))
    assert found.score == pytest.approx(CHAIN_LOG / 3**length_penalty)


def test_each_row_has_its_own_longest_output():
    model = Table(CHAIN)
    found = greedy(*started(model, [[4], [4], [4], [4]]), [2, 9, 1, 3])
    assert [one.ids for one in found] == [[4, 5], [4, 5], [4], [4, 5]]
    assert [one.complete for one in found] == [False, True, False, True]
    assert model.steps == [4, 3, 2]


def test_an_empty_output():
    (found,) = greedy(*started(Table([[0.1, 0.1, 0.1, 0.6, 0.1]] * 5), [[4]]), [5])
    assert (found.ids, found.complete) == ([], True)
    assert found.score == pytest.approx(log(0.6))


def test_equally_likely_symbols_give_the_first():
    (found,) = greedy(*started(Table([[0.0, 0.0, 0.0, 0.2, 0.4, 0.4]] * 6), [[4]]), [3])
    assert found.ids == [4, 4, 4]


def test_no_rows():
    assert greedy(*started(Table(CHAIN), []), []) == []


def test_no_room_is_refused():
    with pytest.raises(PantoumError, match="room for at least 1 symbol, but has 0"):
        greedy(*started(Table(CHAIN), [[4], [4]]), [3, 0])


def test_damaged_weights_are_refused():
    with pytest.raises(PantoumError, match=r"not numbers, .*: lower training\.learning_rate$"):
        greedy(*started(Table([[nan] * 6] * 6), [[4]]), [3])
