"""Parquet files as data, against the same rows as JSON lines."""

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from pantoum.data import Columns, read_examples
from pantoum.errors import PantoumError

ROWS = [
    {"word": " gato ", "pronunciation": "g a t o", "features": "N;SG", "lang": "es", "n": 2},
    {"word": "चूहा\u2028", "pronunciation": 'a "b" \\', "features": "", "lang": "hi", "n": 0.5},
]
COLUMNS = Columns("word", "pronunciation", "features", "lang", "n")


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    # Many small groups of rows, as of files that are written bit by bit.
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=1)
    return path


def test_rows_are_those_of_json_lines(tmp_path: Path) -> None:
    lines = tmp_path / "rows.jsonl"
    lines.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))
    for columns in (COLUMNS, Columns("1", "2", "", "4", "5")):
        expected = read_examples([lines], columns)
        assert read_examples([written(tmp_path / "rows.PARQUET", ROWS)], columns) == expected
    assert [one.weight for one in expected] == [2.0, 0.5]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"word": None, "pronunciation": "a"}, "'word' is null, but must be a string: fill it in"),
        ({"word": datetime.date(2026, 1, 1), "pronunciation": "a"}, "'word' is an object"),
        ({"word": b"a", "pronunciation": "a"}, "'word' is an object"),
        ({"word": 3, "pronunciation": "a"}, "'word' is a number, but must be a string: store the"),
        ({"word": "a", "pronunciation": ""}, "the target is empty"),
        ({"word": "a"}, "no key 'pronunciation' for the target"),
    ],
)
def test_what_is_no_text_is_refused_with_its_row(
    tmp_path: Path, row: dict[str, Any], problem: str
) -> None:
    path = written(tmp_path / "rows.parquet", [row])
    with pytest.raises(PantoumError, match=problem) as raised:
        read_examples([path], Columns("word", "pronunciation"))
    assert str(raised.value).startswith(f"{path}, row 1: ")


def test_what_is_no_parquet_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.parquet"
    with pytest.raises(PantoumError, match=r"rows\.parquet: no such file"):
        read_examples([path], Columns())
    path.write_text("gato\tg a t o\n")
    with pytest.raises(PantoumError, match=r"rows\.parquet: not a readable Parquet file"):
        read_examples([path], Columns())
    parquet.write_table(pyarrow.table({"word": pyarrow.array([], pyarrow.string())}), path)
    with pytest.raises(PantoumError, match=r"rows\.parquet: the file"):
        read_examples([path], Columns())
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PantoumError, match=r"pip install 'pantoum\[parquet\]'"):
        read_examples([path], Columns())
