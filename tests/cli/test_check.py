"""`pantoum check`: what is said, and the exit status."""

import json
from pathlib import Path

from tests.cli.conftest import Pantoum
from tests.labelling import labelled
from tests.reversing import reversals, write_tsv


def test_nothing(pantoum: Pantoum, tmp_path: Path) -> None:
    train = write_tsv(tmp_path / "train.tsv", reversals()[:60])
    test = write_tsv(tmp_path / "test.tsv", reversals()[60:80])
    assert pantoum("check", train, "--test", test) == (0, "nothing was found\n", "")


def test_what_is_surely_wrong_ends_with_status_1(pantoum: Pantoum, tmp_path: Path) -> None:
    train = write_tsv(tmp_path / "train.tsv", [*reversals()[:60], ("ab", "")])
    done = pantoum("check", train)
    assert done.status == 1
    assert done.out.splitlines()[:3] == [
        "error: the target is empty (1 line of train)",
        f"  {train}, line 61",
        "  fill it in or remove the line",
    ]


def test_warnings_alone_do_not(pantoum: Pantoum, tmp_path: Path) -> None:
    pairs = reversals()
    train = write_tsv(tmp_path / "train.tsv", pairs[:60])
    dev = write_tsv(tmp_path / "dev.tsv", [*pairs[60:70], *pairs[:7]])
    done = pantoum("check", train, "--dev", dev)
    assert done.status == 0
    assert done.out.splitlines()[0].startswith("warning: 7 of 17 examples of dev are in train too")
    assert done.out.splitlines()[1] == f"  {dev}, line 11, 12, 13, 14, 15, ..."


def test_json(pantoum: Pantoum, tmp_path: Path) -> None:
    train = write_tsv(tmp_path / "train.tsv", [*reversals()[:60], ("ab\u00ad", "ba")])
    done = pantoum("check", train, "--json")
    finding = json.loads(done.out)["findings"][0]
    assert set(finding) == {"check", "severity", "count", "problem", "remedy", "places"}
    assert (finding["check"], finding["severity"], finding["count"]) == ("invisible", "warning", 1)
    assert finding["places"] == [{"path": str(train), "line": 61}]


def test_labels_need_some_examples(pantoum: Pantoum, tmp_path: Path) -> None:
    train = write_tsv(tmp_path / "train.tsv", [*labelled(), ("cabb", "delta")])
    checks = json.loads(pantoum("check", train, "--json").out)["findings"]
    assert "rare_classes" in {finding["check"] for finding in checks}


def test_columns_can_be_named(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [(target, "7", source) for source, target in reversals()[:60]]
    train = write_tsv(tmp_path / "train.tsv", rows)
    assert pantoum("check", train).out.startswith("error: ")
    done = pantoum("check", train, "--data.source_column", 3, "--data.target_column", 1)
    assert done.out.startswith("note: column 2 of train holds whole numbers alone, as counts do")


def test_a_file_that_is_not_there(pantoum: Pantoum, tmp_path: Path) -> None:
    done = pantoum("check", tmp_path / "none.tsv")
    assert (done.status, done.err) == (1, "")
    assert done.out == f"error: {tmp_path / 'none.tsv'}: no such file\n  check the path\n"


def test_settings_of_the_data_are_those_of_train(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [(*pair, "ab"[place % 2], "2") for place, pair in enumerate(reversals()[:60])]
    train = write_tsv(
        tmp_path / "train.tsv", [*rows, ("abba", "abba", "", "2"), ("bb", "bb", "a", "no")]
    )
    dev = write_tsv(tmp_path / "dev.tsv", [("baab", "baab", "c")])
    columns = ("--data.group_column", 3, "--data.weight_column", 4)
    done = pantoum("check", train, "--dev", dev, *columns)
    assert done.status == 1
    assert done.out.splitlines()[:9] == [
        "error: the group is empty (1 line of train)",
        f"  {train}, line 61",
        "  fill it in or remove the line",
        "error: the weight is no, but must be a finite number above 0 (1 line of train)",
        f"  {train}, line 62",
        "  write such a number, or remove the line",
        "error: the group 'c' is not in the training data, which have a, b (1 line of dev)",
        f"  {dev}, line 1",
        "  remove its lines, or set data.unseen_group to unknown",
    ]
    done = pantoum("check", train, "--dev", dev, *columns, "--data.unseen_group", "unknown")
    assert "the group 'c'" not in done.out
    assert pantoum("check", train, "--data.max_length", 0).status == 2
    assert pantoum("check", train, "--data.tag_scheme", "XYZ").status == 2


def test_a_format_that_no_name_tells(pantoum: Pantoum, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text("".join(f"{source},{target}\n" for source, target in reversals()[:60]))
    assert "the content does not tell the format" in pantoum("check", path).out
    done = pantoum("check", path, "--format", "csv", "--task", "seq2seq")
    assert (done.status, done.out) == (0, "nothing was found\n")
