"""The input of a bulk prediction: parts hold every line once, however long they are."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from pantoum.data import Columns
from pantoum.errors import PantoumError
from pantoum.scale import ray_parts
from pantoum.scale.ray_parts import Part, Reading, files_of, form_of, parts_of, read_part

TEXT = Reading("text", True, Columns(), False, False)


def rows_of(part: Part, reading: Reading = TEXT) -> list[tuple[Any, ...]]:
    tables = list(read_part(part, reading))
    assert all(table.num_rows <= ray_parts.ROWS for table in tables)
    return [tuple(row.values()) for table in tables for row in table.to_pylist()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "cut"])
@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 8, 1000])
def test_parts_have_every_line_once(end: str, last: str, step: int, tmp_path: Path) -> None:
    lines = ["a", "", "bé", "a long line", "", "", "z"]
    path = tmp_path / "in.txt"
    path.write_bytes(("".join(line + end for line in lines) + last).encode())
    size = path.stat().st_size
    parts = [Part(str(path), start, min(start + step, size)) for start in range(0, size, step)]
    found = [row[0] for part in parts for row in rows_of(part)]
    assert found == lines + [last] * bool(last)


def test_parts_are_of_a_size_that_shares_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, lines in (("a.txt", 5_000), ("b.txt", 0), ("c.txt", 1)):
        (tmp_path / name).write_text("abc\n" * lines)
    files = files_of([str(tmp_path)])
    assert [Path(name).name for name in files] == ["a.txt", "b.txt", "c.txt"]
    assert len(parts_of(files, "text", 2)) == 2
    monkeypatch.setattr(ray_parts, "LEAST_PART", 100)
    parts = parts_of(files, "text", 2)
    assert len(parts) == 66  # 20,004 bytes by 312, and a file of one line
    assert sum(len(rows_of(part)) for part in parts) == 5_001


def test_a_line_that_cannot_be_read_has_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_parts, "LONGEST_LINE", 20)
    path = tmp_path / "in.txt"
    path.write_bytes(b"ab\n\xff\n" + b"x" * 77 + b"\na\tb\nn\0\ncd\n" + b"y" * 33)
    for part in (Part(str(path), None, None), Part(str(path), 0, path.stat().st_size)):
        rows = rows_of(part)
        assert [row[0] for row in rows] == ["ab", None, None, "a\tb", None, "cd", None]
        errors = [row[3] for row in rows]
        assert (errors[0], errors[5]) == (None, None)
        assert errors[1] == "not UTF-8 (byte 0xff)"
        assert errors[2] == errors[6] == "the line has more than 20 bytes"
        assert errors[3].startswith("the line has 2 columns, but this model reads only the input")
        assert errors[4] == "a NUL byte, so this is no text"


def test_tables_have_their_columns(tmp_path: Path) -> None:
    named = Reading("tsv", True, Columns("word", "form"), False, False)
    (tmp_path / "in.tsv").write_text("word\tform\nab\tba\ncd\tdc\n")
    rows = rows_of(Part(str(tmp_path / "in.tsv"), None, None), named)
    assert [row[0] for row in rows] == ["ab", "cd"]
    (tmp_path / "in.jsonl").write_text('{"word": "ab"}\n{"other": 1}\nno json\n\n')
    parts = parts_of([str(tmp_path / "in.jsonl")], "jsonl", 2)
    rows = [row for part in parts for row in rows_of(part, named._replace(form="jsonl"))]
    assert [row[0] for row in rows] == ["ab", '{"other": 1}', "no json", ""]
    assert [row[3] is None for row in rows] == [True, False, False, True]
    with_features = Reading("csv", True, Columns("1", "2", "3"), True, False)
    (tmp_path / "in.csv").write_text('"a,b",x,PL\nc,y,SG\n')
    rows = rows_of(Part(str(tmp_path / "in.csv"), None, None), with_features)
    assert [row[:2] for row in rows] == [("a,b", "PL"), ("c", "SG")]


def test_a_row_of_a_table_that_is_too_short_has_an_error(tmp_path: Path) -> None:
    reading = Reading("tsv", True, Columns("2", "1"), False, False)
    (tmp_path / "in.tsv").write_text("x\tab\nshort\ny\tcd\n")
    rows = rows_of(Part(str(tmp_path / "in.tsv"), None, None), reading)
    assert [row[0] for row in rows] == ["ab", "", "cd"]
    assert "line 2: the line has 1 column, but the input should be column 2" in rows[1][3]


def test_compressed_files_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "in.txt.gz").write_bytes(gzip.compress("ab\nçd\n".encode()))
    parts = parts_of([str(tmp_path / "in.txt.gz")], "text", 2)
    assert parts == [Part(str(tmp_path / "in.txt.gz"), None, None)]
    assert [row[0] for row in rows_of(parts[0])] == ["ab", "çd"]
    (tmp_path / "in.txt").write_text("ab\ncd\n")
    uri = (tmp_path / "in.txt").as_uri()
    parts = parts_of(files_of([uri]), "text", 1)
    assert parts == [Part(uri, 0, 6)]
    assert [row[0] for row in rows_of(parts[0])] == ["ab", "cd"]


def test_forms_are_known_by_names() -> None:
    assert form_of(["a.parquet", "s3://b/c.parquet"]) == "parquet"
    assert form_of(["a.txt", "b", "c.txt.gz"]) == "text"
    assert form_of(["a.jsonl.gz"]) == "jsonl"
    assert form_of(["a.txt"], "csv") == "csv"
    with pytest.raises(PantoumError, match="but these are parquet, text"):
        form_of(["a.txt", "b.parquet"])
    with pytest.raises(PantoumError, match="files of words and tags are not read here"):
        form_of(["a.conllu"])


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="no such file"):
        files_of([str(tmp_path / "none.txt")])
    with pytest.raises(PantoumError, match="the folder has no files"):
        files_of([str(tmp_path)])


def test_addresses(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    for name in ("b.txt", "a.txt", "_done"):
        (tmp_path / "words" / name).write_text("ab\n")
    folder = (tmp_path / "words").as_uri()
    assert files_of([f"{folder}/"]) == [f"{folder}/a.txt", f"{folder}/b.txt"]
    assert files_of([f"{folder}/b.txt"]) == [f"{folder}/b.txt"]
    with pytest.raises(PantoumError, match=r"none\.txt: no such file: check the address"):
        files_of([f"{folder}/none.txt"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(PantoumError, match="the folder has no files"):
        files_of([(tmp_path / "empty").as_uri()])
    with pytest.raises(PantoumError, match=r"foo://x: cannot be read: .*; check the address"):
        files_of(["foo://x"])


def test_a_long_line_is_passed_over() -> None:
    raw: Any = io.BytesIO(b"x" * 900_001 + b"\nrest")
    file = io.BufferedReader(raw)
    assert ray_parts._skip_line(file) == 900_002
    assert file.read() == b"rest"
