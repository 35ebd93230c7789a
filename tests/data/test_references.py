"""Several right outputs of one input are one example."""

import pytest
from tests.data.files import message, write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, read_examples, read_training, with_references


def test_inputs_with_several_outputs_are_put_together():
    examples = [
        Example("a", "x"),
        Example("b", "y"),
        Example("a", "z"),
        Example("a", "x"),
        Example("b", "y", "PL"),
        Example("b", "w", "PL"),
    ]
    assert with_references(examples) == (
        [0, 1, 4],
        [("x", "z"), "y", ("y", "w")],
        [0, 1, 0, 0, 2, 2],
    )


def test_equal_pairs_stay_as_many_as_they_are():
    examples = [Example("a", "x"), Example("b", "y"), Example("a", "x"), Example("", None)]
    assert with_references(examples) == ([0, 1, 2, 3], ["x", "y", "x", ""], [0, 1, 2, 3])


def test_a_range_of_columns_holds_several_outputs(tmp_path):
    path = write(tmp_path, "a.ref.tsv", "cat\tk a t\tk ae t\t\ndog\td o g\nten\tt e n\t\tt i n\n")
    expected = [
        Example("cat", "k a t"),
        Example("cat", "k ae t"),
        Example("dog", "d o g"),
        Example("ten", "t e n"),
        Example("ten", "t i n"),
    ]
    training = read_training([path], DataConfig(target_column="2-"))
    assert training == (expected, Columns("1", "2-"), [])
    assert read_examples([path], training.columns) == expected
    path = write(tmp_path, "b.csv", "id,word,a,b\n1,cat,x,y\n")
    given = DataConfig(source_column="word", target_column="3-")
    assert read_training([path], given)[:2] == (
        [Example("cat", "x"), Example("cat", "y")],
        Columns("word", "3-"),
    )


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (Columns("3", "2-"), "column '2-' is the target, but the source as well"),
        (Columns("1", "2-", "3"), "column '2-' is the target, but the features as well"),
        (Columns("1", "0-"), "column '0-' for the target: columns are counted from 1"),
        (Columns("1", "4-"), "the line has 3 columns, but the target is column '4'"),
    ],
)
def test_a_range_that_cannot_be(tmp_path, columns, expected):
    assert expected in message(write(tmp_path, "a.tsv", "a\tb\tc\n"), columns=columns)
