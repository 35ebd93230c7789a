"""`pantoum evaluate --report`: a page beside the tables, or one sentence and nothing written."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.report.reading import read, rows_of, table_of
from tests.reversing import reversals, write_tsv
from tests.tagging import names, write_conll


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Ten pairs that the model knows, and one whose right output it does not write."""
    return write_tsv(tmp_path / "test.tsv", [*reversals()[:10], ("abcb", "aaaa")])


def test_the_page_stands_beside_what_is_printed(
    pantoum: Pantoum, reverser: Path, wrong: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    plain = pantoum("evaluate", reverser, wrong, "--json", "--beam", "1")
    done = pantoum(
        *("evaluate", reverser, wrong, "--json", "--beam", "1", "--report", page),
        *("--errors", tmp_path / "wrong.tsv", "--train", wrong),
    )
    assert done.status == 0
    scores = json.loads(done.out)
    assert scores["intervals"] == json.loads(plain.out)["intervals"]
    tree = read(page.read_text(encoding="utf-8"))
    assert [one.text for one in tree.one("dl").all("dd")][:4] == [
        *(str(reverser), "an encoder-decoder", str(wrong), "beam 1")
    ]
    shown = {row[0]: row[1:3] for row in rows_of(table_of(tree, "All examples"))}
    low, high = scores["intervals"]["word_error_rate"]
    assert shown["word error rate"] == [
        f"{scores['word_error_rate']:.2f} %",
        f"[{low:.2f}, {high:.2f}]",
    ]
    listed = sorted(row[1:4] for row in rows_of(tree.one("table", id="error-table")))
    lines = (tmp_path / "wrong.tsv").read_text(encoding="utf-8").splitlines()
    assert listed == sorted(line.split("\t") for line in lines)
    assert listed[-1][:2] == ["abcb", "aaaa"]


def test_a_page_of_labels(pantoum: Pantoum, labeller: Path, labels: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = pantoum("evaluate", labeller, labels, "--report", page)
    assert (done.status, done.err) == (0, "")
    tree = read(page.read_text(encoding="utf-8"))
    labels_shown = [row[0] for row in rows_of(table_of(tree, "By label"))]
    assert sorted(labels_shown) == ["alpha", "beta", "gamma"]
    support = {row[0]: row[4] for row in rows_of(table_of(tree, "By label"))}
    assert set(support.values()) == {"40"}


def test_a_page_of_tags(pantoum: Pantoum, name_tagger: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    data = write_conll(tmp_path / "test.conll", names()[:10])
    done = pantoum("evaluate", name_tagger, data, "--report", page, "--json")
    assert (done.status, done.err) == (0, "")
    tree = read(page.read_text(encoding="utf-8"))
    words = sum(len(sentence) for sentence in names()[:10])
    (known,) = rows_of(table_of(tree, "By whether the training data have the word"))
    assert known[:2] == ["known", str(words)]
    assert float(known[3]) == pytest.approx(json.loads(done.out)["known_accuracy"], abs=0.01)
    assert {row[0] for row in rows_of(table_of(tree, "By type of span"))} == {"PER", "LOC"}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (
            "report.txt",
            "report.txt: the report is a page of HTML: give it a name that ends in .html or .htm",
        ),
        ("-", "-: the report is a page of HTML: give it a name that ends in .html or .htm"),
        ("no/report.html", "no/report.html: there is no folder no: make it first"),
    ],
)
def test_a_place_for_no_page_is_refused_before_anything_is_read(
    pantoum: Pantoum,
    reverser: Path,
    name: str,
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = pantoum("evaluate", reverser, "missing.tsv", "--report", name)
    assert (done.status, done.out, done.error) == (1, "", error)
    assert list(tmp_path.iterdir()) == []


def test_data_that_cannot_be_read_leave_the_page_before(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text("old", encoding="utf-8")
    bad = tmp_path / "bad.tsv"
    bad.write_bytes(b"ab\tba\n\xff\tb\n")
    done = pantoum("evaluate", reverser, bad, "--report", page)
    assert (done.status, "line 2: not UTF-8" in done.error) == (1, True)
    assert page.read_text(encoding="utf-8") == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad.tsv", "report.html"]


def test_a_language_model_says_that_it_has_none(
    pantoum: Pantoum, writer: Path, lines_of_ab: Path, tmp_path: Path
) -> None:
    done = pantoum("evaluate", writer, lines_of_ab, "--report", tmp_path / "report.html")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith("a language model has no report, for it makes no errors")
    assert list(tmp_path.iterdir()) == []
