"""No command writes over a file that it reads."""

import os
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.data.files import write

from pantoum.cli.written_files import check_written
from pantoum.errors import PantoumError

REFUSED = "it is one of the files that are read, and would be written over: give another name"


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of pairs, in the working directory."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, "pairs.tsv", "ab\tba\nc\tc\n")


def link_to(path: Path, name: str) -> Path:
    link = path.with_name(name)
    link.symlink_to(path)
    return link


@pytest.mark.parametrize(
    "arguments",
    [
        "predict {model} pairs.tsv -o pairs.tsv",
        "predict {model} pairs.tsv -o ./pairs.tsv",
        "predict {model} pairs.tsv -o link",
        "predict {model} link -o pairs.tsv",
        "predict {model} other.tsv --allowed pairs.tsv -o pairs.tsv",
        "predict {model} other.tsv --dictionary pairs.tsv -o link",
        "evaluate {model} pairs.tsv --errors pairs.tsv",
        "evaluate {model} other.tsv --train pairs.tsv --errors link",
        "compare {model} {model} pairs.tsv --list pairs.tsv",
        "compare {model} pairs.tsv other.tsv --list pairs.tsv",
        "plot {model} pairs.tsv -o pairs.png",
    ],
)
def test_what_is_read_is_not_written_over(
    pantoum: Pantoum, reverser: Path, pairs: Path, arguments: str
) -> None:
    link_to(pairs, "link")
    shutil.copy(pairs, "other.tsv")
    os.link(pairs, "pairs.png")
    before = pairs.read_bytes()
    done = pantoum(*arguments.format(model=reverser).split())
    assert done.status == 1
    assert done.error == f"{arguments.split()[-1]}: {REFUSED}"
    assert pairs.read_bytes() == before


def test_a_report_and_a_list_of_errors_are_two_files(
    pantoum: Pantoum, reverser: Path, pairs: Path
) -> None:
    names = ("--errors", "a.html", "--report", "./a.html")
    done = pantoum("evaluate", reverser, pairs, *names)
    assert done.error == (
        "./a.html: two outputs would be written to it: give each a name of its own"
    )
    assert not Path("a.html").exists()


def test_the_file_behind_stdin_is_read_too(pairs: Path) -> None:
    descriptor = os.open(pairs, os.O_RDONLY)
    saved = os.dup(0)
    os.dup2(descriptor, 0)
    try:
        with pytest.raises(PantoumError, match="it is one of the files that are read"):
            check_written([str(pairs)], ["-"])
    finally:
        os.dup2(saved, 0)
        os.close(saved)
        os.close(descriptor)


def test_what_is_no_file_may_be_read_and_written(pairs: Path) -> None:
    check_written(["/dev/null"], ["/dev/null", "-", None])
    check_written(["-", None, "new.tsv"], [pairs, "a\0b", "none.tsv"])
