"""Votes counted by hand."""

from math import exp, log

import pytest

from pantoum.search.contract import Hypothesis
from pantoum.search.ranking import vote


def one(ids: list[int], probability: float, complete: bool = True) -> Hypothesis:
    return Hypothesis(ids, complete, log(probability), log(probability), None)


def test_most_votes_win_and_the_likelier_of_equals() -> None:
    found = vote(
        [
            [one([4], 0.5), one([5], 0.4)],
            [one([5], 0.6), one([4], 0.3)],
            [one([6], 0.9), one([5], 0.05)],
            [one([5], 0.5)],
        ],
        3,
    )
    assert [hypothesis.ids for hypothesis in found] == [[5], [6], [4]]
    assert [hypothesis.score for hypothesis in found] == pytest.approx([0.5, 0.25, 0.25])
    means = [(0.4 + 0.6 + 0.05 + 0.5) / 4, 0.9 / 4, (0.5 + 0.3) / 4]
    assert [exp(hypothesis.log_probability) for hypothesis in found] == pytest.approx(means)
    assert len(vote([[one([4], 0.5), one([5], 0.4)]], 1)) == 1


def test_an_output_that_was_cut_is_another() -> None:
    found = vote([[one([4], 0.1)], [one([4], 0.9, complete=False)]], 2)
    assert [hypothesis.complete for hypothesis in found] == [True, False]


def test_models_without_an_output_have_no_vote() -> None:
    assert vote([[], []], 1) == []
    (found,) = vote([[], [one([4], 0.5)]], 1)
    assert (found.ids, found.score) == ([4], 0.5)
