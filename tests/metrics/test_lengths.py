"""Bins of input lengths hold every example once, and their scores add up to the whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import by_length, length_bins, score
from pantoum.metrics.lengths import MOST_BINS


def ranges(lengths):
    return [(one.shortest, one.longest) for one in length_bins(lengths)]


@given(st.lists(st.integers(0, 3000), min_size=1))
def test_bins_hold_each_row_once_in_order_and_none_is_empty(lengths):
    bins = length_bins(lengths)
    assert sorted(row for one in bins for row in one.rows) == list(range(len(lengths)))
    assert 1 <= len(bins) <= MOST_BINS
    for one in bins:
        assert one.rows
        assert all(one.shortest <= lengths[row] <= one.longest for row in one.rows)
    assert all(left.longest < right.shortest for left, right in pairwise(bins))


def test_words_fall_into_bins_of_round_width():
    assert ranges([3, 5, 6, 7, 8, 9, 12, 14]) == [
        (3, 4),
        (5, 6),
        (7, 8),
        (9, 10),
        (11, 12),
        (13, 14),
    ]
    assert ranges(range(1, 33)) == [
        (1, 4),
        (5, 8),
        (9, 12),
        (13, 16),
        (17, 20),
        (21, 24),
        (25, 28),
        (29, 32),
    ]
    assert ranges(range(1, 76))[:2] == [(1, 10), (11, 20)]


def test_one_very_long_input_does_not_swallow_the_others():
    lengths = [*list(range(1, 9)) * 5, 900]
    assert ranges(lengths) == [(n, n) for n in range(1, 8)] + [(8, 900)]


def test_an_empty_input_is_in_the_first_bin():
    assert ranges([0, 1, 2]) == [(0, 1), (2, 2)]


def test_no_lengths_have_no_bins():
    assert length_bins([]) == []


def test_scores_by_length():
    references = ["ab", "ab", "abcd"]
    hypotheses = ["ab", "ax", "abxx"]
    short, long = by_length([1, 1, 4], "characters", references, hypotheses)
    assert (short.shortest, short.longest, long.shortest, long.longest) == (1, 1, 4, 4)
    assert short.scores == score("characters", references[:2], hypotheses[:2])
    assert long.scores == {
        "word_error_rate": 100.0,
        "symbol_error_rate": 50.0,
        "exact_match": 0.0,
        "examples": 1,
    }


def test_unequal_numbers_are_refused_with_both():
    with pytest.raises(ValueError, match="each of 2 hypotheses, got 1 lengths"):
        by_length([1], "symbols", ["a", "b"], ["a", "b"])
