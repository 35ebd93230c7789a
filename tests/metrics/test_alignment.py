"""Confusions are the edits of an alignment, counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import Confusion, Edit, confusions, edit_distance, edits

SYMBOLS = st.lists(st.sampled_from(["a", "t͡ʃ", "ɑ̃", "aː"]), max_size=7)


def test_substitutions_insertions_and_deletions_are_told_apart():
    references = [["t͡ʃ", "a"], ["t͡ʃ", "o"], ["k"], ["m", "n"]]
    hypotheses = [["ʃ", "a"], ["ʃ", "o"], ["k", "s"], ["m"]]
    assert confusions(references, hypotheses) == [
        Confusion("t͡ʃ", "ʃ", 2),
        Confusion("", "s", 1),
        Confusion("n", "", 1),
    ]


def test_only_the_most_frequent_are_given():
    references = ["a", "a", "b", "c"]
    hypotheses = ["x", "x", "y", "z"]
    assert confusions(references, hypotheses, most=2) == [
        Confusion("a", "x", 2),
        Confusion("b", "y", 1),
    ]


def test_the_closest_accepted_reference_is_compared():
    assert confusions([("abc", "xyz")], ["xyw"]) == [Confusion("z", "w", 1)]


def test_what_is_right_confuses_nothing():
    assert confusions(["abc"], ["abc"]) == []


@given(st.lists(st.tuples(SYMBOLS, SYMBOLS), min_size=1, max_size=5))
def test_their_number_is_the_edit_distance(pairs):
    references, hypotheses = [list(side) for side in zip(*pairs, strict=True)]
    found = confusions(references, hypotheses, most=1000)
    assert sum(one.count for one in found) == sum(edit_distance(a, b) for a, b in pairs)
    assert all(one.reference != one.hypothesis for one in found)


def test_unequal_numbers_are_refused_with_both():
    with pytest.raises(ValueError, match="1 references and 2 hypotheses"):
        confusions(["a"], ["a", "b"])


def test_edits_have_their_places():
    assert edits("abcd", "xbdde") == [
        Edit("a", "x", 0, 0),
        Edit("c", "d", 2, 2),
        Edit("", "e", 4, 4),
    ]
    assert edits("abc", "ac") == [Edit("b", "", 1, 1)]


@given(SYMBOLS, SYMBOLS)
def test_edits_made_one_after_the_other_give_the_hypothesis(reference, hypothesis):
    made = list(reference)
    for edit in reversed(edits(reference, hypothesis)):
        place = edit.place_in_reference
        made[place : place + bool(edit.reference)] = [edit.hypothesis] * bool(edit.hypothesis)
    assert made == hypothesis
