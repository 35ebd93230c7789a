"""Plain text: a text on each line."""

import pytest

from pantoum.data import read_texts
from pantoum.errors import PantoumError


def test_lines_are_texts_without_white_space_around_them(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("\ufeffa b\n\n  c\t\r\n \nd\u2028e\n".encode())
    assert read_texts([path])[:2] == (path, ["a b", "c", "d\u2028e"])


def test_columns_are_noticed(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("a\tb\nc\td\n")
    assert read_texts([path]).has_columns
    path.write_text("a\tb\nc d\n")
    assert not read_texts([path]).has_columns


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("x.txt", b"", "the file is empty"),
        ("x.txt", b"\n \n", "the file has no text: put one on each line"),
        ("x.txt", b"a\xff\n", "line 1: not UTF-8"),
        ("x.txt", b"a" * 100_001, "line 1: the line has 100,001 characters"),
        (
            "x.tsv",
            b"a\tb\n",
            "plain text is read, but this file has columns between tabs: give a .txt file",
        ),
        ("x.CONLLU", b"1\ta\n", "plain text is read, but this file has words and tags in CoNLL-U"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, name, text, what):
    (tmp_path / name).write_bytes(text)
    with pytest.raises(PantoumError, match=f"{name}.*{what}"):
        read_texts([tmp_path / name])


def test_one_file_is_read(tmp_path):
    with pytest.raises(PantoumError, match=r"^2 data files: give one file of plain text"):
        read_texts([tmp_path / "a.txt", tmp_path / "b.txt"])
    with pytest.raises(PantoumError, match=r"none\.txt: no such file"):
        read_texts([tmp_path / "none.txt"])
