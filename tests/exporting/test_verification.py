"""Answers of a file compared with those of its model."""

import numpy as np
import pytest

from pantoum import PantoumError
from pantoum.exporting.checked_file import error_rates
from pantoum.exporting.verification import Answer, check, compare_answers

EXPECTED = [
    Answer("a", np.array([0.6, 0.4]), np.array([0.5, 0.5])),
    Answer("b", np.array([0.1, 0.9]), np.array([1.0])),
    Answer("a", np.array([0.5, 0.5]), np.array([1.0])),
]


def test_equal_answers_and_ties_are_counted() -> None:
    found = [
        Answer("a", np.array([0.60002, 0.39998]), np.array([0.49999, 0.50001])),
        Answer("b", np.array([0.1, 0.9]), np.array([1.0])),
        Answer("b", np.array([0.49999, 0.50001]), np.array([1.0])),
    ]
    compared = compare_answers(EXPECTED, found, "inputs")
    assert (compared.inputs, compared.equal, compared.ties, compared.best) == (3, 2, 1, 2)
    assert compared.score == pytest.approx(2e-5)
    assert compared.attention == pytest.approx(1e-5)
    check(compared)


@pytest.mark.parametrize(
    "other",
    [
        Answer("b", np.array([0.4, 0.6]), np.array([0.5, 0.5])),
        Answer("a", np.array([0.6002, 0.3998]), np.array([0.5, 0.5])),
        Answer("a", np.array([0.6, 0.4]), np.array([0.499, 0.501])),
        Answer("a", np.array([0.6]), np.array([0.5, 0.5])),
        Answer("a", np.array([np.nan, 0.4]), np.array([0.5, 0.5])),
    ],
    ids=["output", "scores", "weights", "fewer", "no numbers"],
)
def test_other_answers_are_refused(other: Answer) -> None:
    with pytest.raises(PantoumError, match="does not answer as the model does"):
        check(compare_answers(EXPECTED, [other, *EXPECTED[1:]], "inputs"))


def test_wrong_outputs_are_counted_where_the_right_ones_are_known() -> None:
    rounded = [EXPECTED[1], *EXPECTED[1:]]
    assert error_rates(["a", "b", "b"], EXPECTED, rounded) == {
        "error_rates": (pytest.approx(100 / 3), pytest.approx(200 / 3))
    }
    assert error_rates(["a", None, "b"], EXPECTED, rounded) == {}
