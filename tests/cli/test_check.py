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
        "error: 1 example of train without an output",
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
    assert pantoum("check", train).out.startswith("warning: ")
    done = pantoum("check", train, "--data.source_column", 3, "--data.target_column", 1)
    assert done.out.startswith("note: column 2 of train holds whole numbers alone, as counts do")


def test_a_file_that_is_not_there(pantoum: Pantoum, tmp_path: Path) -> None:
    done = pantoum("check", tmp_path / "none.tsv")
    assert (done.status, done.err) == (1, "")
    assert done.out == f"error: {tmp_path / 'none.tsv'}: no such file\n  check the path\n"
