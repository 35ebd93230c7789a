"""Commands with a model that reads the group of each input."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.grouping import REVERSED, SAME, grouped, write_grouped

KNOWN = f"{REVERSED}, {SAME}"
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return made


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"abc\t{SAME}\n\nab\t{REVERSED}\n"),
        ("b.tsv", f"way\tword\n{SAME}\tabc\n{REVERSED}\t\n{REVERSED}\tab\n"),
        ("c.csv", f"word,x,way\nabc,1,{SAME}\n,,\nab,2,{REVERSED}\n"),
    ],
)
def test_groups_stand_behind_inputs_or_in_their_column(
    two_ways: Path, pantoum: Pantoum, write: Write, name: str, content: str
) -> None:
    done = pantoum("predict", two_ways, write(name, content))
    assert done.status == 0
    assert [line for line in done.out.splitlines() if line] == ["abc", "ba"]


def test_one_group_for_all_inputs(two_ways: Path, pantoum: Pantoum, type_in: TypeIn) -> None:
    type_in(b"abc\nab\n")
    assert pantoum("predict", two_ways, "--group", SAME).out == "abc\nab\n"
    type_in(b"abc\nab\n")
    assert pantoum("predict", two_ways, "--group", REVERSED).out == "cba\nba\n"


def test_one_group_counts_over_a_column(two_ways: Path, pantoum: Pantoum, write: Write) -> None:
    path = write("a.tsv", f"word\tway\nabc\t{SAME}\n")
    assert pantoum("predict", two_ways, path, "--group", REVERSED).out == "cba\n"


@pytest.mark.parametrize(
    ("content", "flags", "error"),
    [
        (
            "abc\n",
            (),
            "line 1: the line has 1 column, but this model reads `input TAB group`: put the group "
            "behind the input, with a TAB between, or give the group of all lines with --group",
        ),
        (f"abc\t{SAME}\nab\t\n", (), "line 2: the group is empty: fill it in or remove the line"),
        (
            f"abc\t{SAME}\nab\tnew\n",
            (),
            f"line 2: the group 'new' is not in the training data, which have {KNOWN}: give one of "
            "these, or read it as unknown (--unseen_group unknown, in Python "
            'unseen_group="unknown")',
        ),
        (
            "abc\n",
            ("--group", "new"),
            f"line 1: the group 'new' is not in the training data, which have {KNOWN}: give one of "
            "these, or read it as unknown (--unseen_group unknown, in Python "
            'unseen_group="unknown")',
        ),
        (
            f"abc\t{SAME}\tx\n",
            (),
            "line 1: the line has 3 columns, but this model reads the input and its group: remove "
            "the other columns (cut -f keeps those you name), or say with --input_format tsv that "
            "the input has columns",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    two_ways: Path,
    pantoum: Pantoum,
    write: Write,
    content: str,
    flags: tuple[str, ...],
    error: str,
) -> None:
    path = write("a.txt", content)
    done = pantoum("predict", two_ways, path, *flags)
    assert (done.status, done.out) == (1, "")
    assert done.error == f"{path}, {error}"


def test_an_unseen_group_is_read_as_unknown_if_asked(
    two_ways: Path, pantoum: Pantoum, write: Write
) -> None:
    path = write("a.txt", f"abc\t{SAME}\nab\tnew\n")
    done = pantoum("predict", two_ways, path, "--unseen_group", "unknown")
    assert done.status == 0
    assert done.out.splitlines()[0] == "abc"
    assert len(done.out.splitlines()) == 2
    assert "1 of 7 input symbols is unknown to the model ('new')" in done.err


def test_evaluate_has_scores_by_group(two_ways: Path, pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [*grouped()[30:50], ("ab", "xx", SAME)]
    path = write_grouped(tmp_path / "test.tsv", rows)
    table = pantoum("evaluate", two_ways, path)
    assert "by group" in table.out
    (row,) = [line.split() for line in table.out.splitlines() if f" {SAME} " in line]
    assert row[3] == "12"
    found = json.loads(pantoum("evaluate", two_ways, path, "--json").out)
    counts = {group: scores["examples"] for group, scores in found["groups"].items()}
    assert counts == {REVERSED: 9, SAME: 12}
    wrong = found["groups"][SAME]["word_error_rate"] * 12
    assert found["word_error_rate"] * 21 == pytest.approx(
        wrong + found["groups"][REVERSED]["word_error_rate"] * 9, abs=0.01
    )
    assert found["groups"][SAME]["word_error_rate"] >= 100 / 12 - 0.01


def test_evaluate_on_one_group(two_ways: Path, pantoum: Pantoum, write: Write) -> None:
    path = write("test.tsv", "word\tform\nabc\tabc\nab\tab\n")
    found = json.loads(pantoum("evaluate", two_ways, path, "--group", SAME, "--json").out)
    assert list(found["groups"]) == [SAME]
    assert found["word_error_rate"] == found["groups"][SAME]["word_error_rate"] == 0
    done = pantoum("evaluate", two_ways, path)
    assert "no column 'way' for the group in this header: word, form;" in done.error


def test_an_unseen_group_of_a_test_file(two_ways: Path, pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_grouped(tmp_path / "test.tsv", [("ab", "ab", SAME), ("bca", "bca", "new")])
    done = pantoum("evaluate", two_ways, path)
    assert done.error.startswith(f"{path}, line 3: the group 'new' is not in the training data")
    found = pantoum("evaluate", two_ways, path, "--unseen_group", "unknown", "--json")
    assert list(json.loads(found.out)["groups"]) == [SAME, "new"]


def test_a_refused_group_is_named_with_its_own_line(
    two_ways: Path, pantoum: Pantoum, tmp_path: Path
) -> None:
    rows = [("cab", "cab", SAME), ("ab", "ab", SAME), ("ab", "ab", "new"), ("b", "b", SAME)]
    path = write_grouped(tmp_path / "test.tsv", rows)
    done = pantoum("evaluate", two_ways, path)
    assert f"{path}, line 4: the group 'new' is not in the training data" in done.err


def test_errors_have_the_group(two_ways: Path, pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_grouped(tmp_path / "test.tsv", [("ab", "xx", SAME)])
    pantoum("evaluate", two_ways, path, "--errors", tmp_path / "errors.tsv")
    assert (tmp_path / "errors.tsv").read_text() == f"ab\txx\tab\t{SAME}\n"


def test_a_group_is_of_models_that_read_some(
    reverser: Path, clause_tagger: Path, pantoum: Pantoum, lines: Path
) -> None:
    done = pantoum("predict", reverser, lines, "--group", "x")
    assert done.error.startswith("this model reads no groups: it was trained without")
    assert pantoum("predict", clause_tagger, lines, "--group", "x").status == 2


def test_info_counts_groups(two_ways: Path, pantoum: Pantoum) -> None:
    assert "groups" in pantoum("info", two_ways).out
