"""`pantoum explain`: sentences, JSON, a page, and bad input in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.stored.making import FOLDER

from pantoum.cli.explain import NAMES
from pantoum.explained.analyses import ANALYSES

PAIRS = FOLDER / "format4" / "additive_lstm"
TEXTS = FOLDER / "format4" / "language_model"


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    file = tmp_path / "test.tsv"
    file.write_text("abc\tcba\nab\tba\nbca\tacb\n", encoding="utf-8")
    return file


def test_the_names_are_those_of_the_analyses() -> None:
    assert list(NAMES) == list(ANALYSES)


def test_what_was_found_is_printed(pantoum: Pantoum, test_file: Path) -> None:
    done = pantoum("explain", PAIRS, test_file)
    assert done.status == 0, done.err
    assert done.out.startswith("What each part is worth. How much worse")
    assert "  The word error rate of the whole model is " in done.out
    assert [line for line in done.err.splitlines() if line.endswith(" ...")] == [
        f"pantoum: {name} ..." for name in NAMES
    ]


def test_json_and_a_page(pantoum: Pantoum, test_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "report"
    done = pantoum("explain", PAIRS, test_file, "--only", "reach", "--json", "-o", place)
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert list(found["findings"]) == ["reach"]
    assert json.loads((place / "findings.json").read_text(encoding="utf-8")) == found
    assert f"the page is {place / 'index.html'}" in done.err
    again = pantoum("explain", PAIRS, test_file, "--only", "reach", "-o", place)
    assert again.status == 1
    assert again.error == (
        f"{place}: holds an explanation already; give another directory, or say --overwrite"
    )


def test_models_beside_it(pantoum: Pantoum, test_file: Path) -> None:
    done = pantoum("explain", PAIRS, test_file, "--only", "reach", "--beside", f"twin={PAIRS}")
    assert done.status == 0, done.err
    assert "twin: " in done.out
    assert pantoum("explain", PAIRS, test_file, "--beside", "twin=none").status == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), ("abc\tcba\nab\n", "line 2")],
)
def test_data_that_cannot_be_used(pantoum: Pantoum, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.tsv"
    file.write_text(text, encoding="utf-8")
    done = pantoum("explain", PAIRS, file)
    assert done.status == 1
    assert str(file) in done.error
    assert said in done.error


def test_a_model_of_another_kind_beside_it(pantoum: Pantoum, tmp_path: Path) -> None:
    file = tmp_path / "inputs.txt"
    file.write_text("abc\n", encoding="utf-8")
    done = pantoum("explain", PAIRS, file, "--beside", TEXTS)
    assert done.status == 1
    assert "a language_model model cannot stand beside a seq2seq model" in done.error
