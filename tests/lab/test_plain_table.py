"""Tables as plain text."""

import pytest

from pantoum.lab.averages import Mean
from pantoum.lab.plain_table import Column, plain_table, shown

COLUMNS = (Column("name", ""), Column("steps", "", 0), Column("wrong %", "", 1))


def test_numbers_stand_at_the_right_and_texts_at_the_left() -> None:
    rows = [("LSTM", 12_345, Mean(1.25, 0.5, 2.0, 3)), ("GRU", None, Mean(10.0, None, None, 1))]
    assert plain_table(COLUMNS, rows).splitlines() == [
        "name   steps         wrong %",
        "────  ──────  ──────────────",
        "LSTM  12,345  1.2 [0.5, 2.0]",
        "GRU        -            10.0",
    ]


def test_without_rows_there_are_heads() -> None:
    assert plain_table(COLUMNS, []).splitlines()[0] == "name  steps  wrong %"


def test_what_is_no_cell() -> None:
    with pytest.raises(TypeError, match="a cell is a text, a number or a mean"):
        shown([1], 0)
