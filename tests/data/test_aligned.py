"""Examples from two line-aligned files, and what they cannot be."""

import pytest
from tests.data.files import message, write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, read_examples, read_training
from pantoum.errors import PantoumError


def test_two_line_aligned_files(tmp_path):
    source = write(tmp_path, "train.de", "ein Hund\n\nzwei\tKatzen \r\n")
    target = write(tmp_path, "train.en", "a dog\n  \ntwo cats")
    assert read_examples([source, target], Columns()) == [
        Example("ein Hund", "a dog"),
        Example("zwei\tKatzen", "two cats"),
    ]


def test_line_aligned_files_that_do_not_match(tmp_path):
    source = write(tmp_path, "a.de", "eins\nzwei\ndrei\n")
    target = write(tmp_path, "a.en", "one\ntwo\n")
    assert message(source, target).startswith(f"{source} has 3 lines but {target} has 2: ")
    target = write(tmp_path, "a.en", "one\n\nthree\n")
    assert message(source, target).startswith(
        f"{target}, line 2: the line is empty, but line 2 of {source} is not"
    )
    assert message(target, source).startswith(
        f"{target}, line 2: the line is empty, but line 2 of {source} is not"
    )
    target = write(tmp_path, "empty.en", "")
    assert message(source, target).startswith(f"{target}: the file is empty")
    blank = write(tmp_path, "blank", "\n\n")
    assert message(blank, blank).startswith(f"{blank}: the file has no examples")
    target = write(tmp_path, "latin1.en", "one\ntwo\ncaf\xe9\n".encode("latin-1"))
    assert message(source, target).startswith(f"{target}, line 3: not UTF-8")


def test_other_numbers_and_kinds_of_files_are_refused(tmp_path):
    path = write(tmp_path, "a.tsv", "a\tb\n")
    text = write(tmp_path, "a.txt", "a\n")
    assert message(path, path).startswith(f"{path}: two files are read as line-aligned text")
    assert message(text, text, columns=Columns(features="3")).startswith(
        f"{text}: line-aligned files have no features"
    )
    assert message(text, text, text).startswith("3 data files")
    assert message().startswith("0 data files")


@pytest.mark.parametrize(
    ("role", "given"),
    [("source", "5"), ("target", "1"), ("target", "word"), ("features", "3"), ("features", "2")],
)
def test_columns_of_line_aligned_files_are_refused(tmp_path, role, given):
    text = write(tmp_path, "a.txt", "a\n")
    with pytest.raises(PantoumError) as caught:
        read_training([text, text], DataConfig(**{f"{role}_column": given}))
    assert str(caught.value).startswith(
        f"{text}: data.{role}_column is {given!r}, but line-aligned files have no"
    )


def test_what_line_aligned_files_have_may_be_said(tmp_path):
    text = write(tmp_path, "a.txt", "a\n")
    data = DataConfig(source_column="1", target_column="2", features_column="")
    assert read_training([text, text], data) == ([Example("a", "a")], Columns(), ())
