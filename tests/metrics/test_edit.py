"""Edit distance against the textbook's dynamic programme; error rates against sums done by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import ErrorRates, edit_distance, error_rates
from pantoum.metrics.edit import closest

WORDS = st.text(alphabet="abcé", max_size=9)
SYMBOLS = st.lists(st.sampled_from(["a", "t͡ʃ", "ɑ̃", "aː"]), max_size=9)


def plain_distance(a, b):
    """Wagner & Fischer's table, row by row."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above = row
        row = [i]
        for j, right in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
    return row[-1]


@given(WORDS, WORDS)
def test_distance_of_strings_is_the_dynamic_programme(a, b):
    assert edit_distance(a, b) == plain_distance(a, b)


@given(SYMBOLS, SYMBOLS)
def test_distance_of_symbol_lists_is_the_dynamic_programme(a, b):
    assert edit_distance(a, b) == plain_distance(a, b)


def test_a_symbol_of_several_characters_is_one_edit():
    assert edit_distance(["t͡ʃ", "a"], ["d͡ʒ", "a"]) == 1
    assert edit_distance("kitten", "sitting") == 3


def test_error_rates_count_sequences_and_symbols():
    references = [["a", "b", "c"], ["d", "e"], ["f"]]
    hypotheses = [["a", "x", "c", "c"], ["d", "e"], []]
    # Two of three sequences are wrong; 2 + 0 + 1 edits over 3 + 2 + 1 symbols.
    assert error_rates(references, hypotheses) == pytest.approx((200 / 3, 50.0, 100 / 3))


def test_symbol_error_rate_may_exceed_100():
    assert error_rates(["a"], ["bcd"]).symbol_error_rate == 300.0


def test_any_accepted_reference_is_right_and_the_closest_counts():
    references = [("abcd", "xy"), ("abcd", "xyz")]
    rates = error_rates(references, ["xy", "xz"])
    assert rates.word_error_rate == 50.0
    assert rates.symbol_error_rate == 100 * 1 / (2 + 3)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1))
def test_one_accepted_reference_is_the_same_as_a_plain_one(pairs):
    references, hypotheses = [list(side) for side in zip(*pairs, strict=True)]
    assert error_rates([(one,) for one in references], hypotheses) == error_rates(
        references, hypotheses
    )


@given(WORDS, WORDS, WORDS)
def test_the_order_of_accepted_references_makes_no_difference(a, b, hypothesis):
    assert error_rates([(a, b)], [hypothesis]) == error_rates([(b, a)], [hypothesis])


def test_of_equally_near_references_the_longest_counts():
    assert closest(("ab", "abcd"), "abc") == "abcd"


def test_empty_references_do_not_divide_by_zero():
    assert error_rates([""], [""]) == ErrorRates(0.0, 0.0, 100.0)
    assert error_rates([""], ["ab"]).symbol_error_rate == 200.0


def test_unequal_numbers_are_refused_with_both():
    with pytest.raises(ValueError, match="3 references and 2 hypotheses"):
        error_rates(["a", "b", "c"], ["a", "b"])


def test_nothing_to_score_is_refused():
    with pytest.raises(ValueError, match="nothing to score"):
        error_rates([], [])
