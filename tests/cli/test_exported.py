"""Commands read an exported file as they read the directory that it was made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum
from tests.test_import import run_python

import pantoum
from pantoum import PantoumError

LINES = "abc\n\nfed\nb?d\n"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--beam", "1"),
        ("--format", "tsv", "--nbest", "3"),
        ("--format", "pharaoh"),
        pytest.param(("--workers", "2"), marks=pytest.mark.exhaustive),
    ],
)
def test_predict_writes_the_same(
    pantoum: Pantoum, reverser: Path, exported_reverser: Path, lines: Path, flags: tuple[str, ...]
) -> None:
    expected = pantoum("predict", reverser, lines, *flags)
    found = pantoum("predict", exported_reverser, lines, *flags)
    assert (found.status, found.out, found.err) == (0, expected.out, expected.err)


def test_json_has_the_same_keys_and_texts(
    pantoum: Pantoum, reverser: Path, exported_reverser: Path, lines: Path
) -> None:
    both = []
    for model in (reverser, exported_reverser):
        out = pantoum("predict", model, lines, "--format", "jsonl").out
        rows = [json.loads(line) for line in out.splitlines()]
        both.append([(list(row), row["text"], row["tokens"], row["source"]) for row in rows])
    assert both[0] == both[1]


def test_evaluate_gives_the_same_scores_but_no_perplexity(
    pantoum: Pantoum, reverser: Path, exported_reverser: Path, reversals: Path
) -> None:
    expected, found = (
        json.loads(pantoum("evaluate", model, reversals, "--json").out)
        for model in (reverser, exported_reverser)
    )
    assert expected.pop("perplexity") > 1
    without = ("seconds", "intervals", "by_length", "notes")
    for name in without:
        expected.pop(name, None)
        found.pop(name, None)
    assert found == expected


def test_no_command_imports_pytorch(exported_reverser: Path, lines: Path, reversals: Path) -> None:
    program = (
        "import sys; from pantoum.cli import main; model, lines, test = sys.argv[1:]; "
        "main(['predict', model, lines]); main(['evaluate', model, test, '--json']); "
        "import pantoum; print(pantoum.load(model)('abc').text); "
        "print([name for name in ('torch', 'jsonargparse', 'onnx') if name in sys.modules])"
    )
    out = run_python(program, str(exported_reverser), str(lines), str(reversals))
    assert out.splitlines()[:2] == ["cba", ""]
    assert out.splitlines()[-2:] == ["cba", "[]"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--prefix", "a"), "prefix is not of a call of an exported model: leave it out"),
        (("--sample",), "sample is not of a call of an exported model"),
        (("--coverage_penalty", "1"), "coverage_penalty is not of a call of an exported model"),
        (("--int8",), "--int8 is of model directories"),
        (("--ensemble", "more"), "--ensemble is of model directories"),
        (("--device", "cuda"), "an exported file runs on the CPU"),
    ],
)
def test_flags_of_directories_are_named(
    pantoum: Pantoum, exported_reverser: Path, lines: Path, flags: tuple[str, ...], message: str
) -> None:
    done = pantoum("predict", exported_reverser, lines, *flags)
    assert done.status in (1, 2)
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_none_is_one_line(pantoum: Pantoum, tmp_path: Path, lines: Path) -> None:
    path = tmp_path / "model.onnx"
    assert "no such file: check the path" in pantoum("predict", path, lines).error
    path.write_bytes(b"hello")
    assert "is no ONNX file, or only a part of one" in pantoum("predict", path, lines).error


def test_export_writes_a_file_and_says_how_it_answers(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    path = tmp_path / "reverser.onnx"
    done = pantoum("export", reverser, "--output", path, "--int8", "--json")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert found["path"] == str(path)
    assert found["bytes"] == path.stat().st_size
    assert found["verification"]["inputs"] == found["int8"]["inputs"] == 120
    assert "of 120 development inputs have the same outputs" in done.err
    assert "wrong outputs:" in done.err
    assert "is already there" in pantoum("export", reverser, "--output", path).error


def test_load_takes_a_file(exported_reverser: Path) -> None:
    model: Any = pantoum.load(exported_reverser)
    assert model("abc").text == "cba"
    assert [one.text for one in model(["abc", "bca"])] == ["cba", "acb"]
    with pytest.raises(PantoumError, match="int8 is of a model directory"):
        pantoum.load(exported_reverser, int8=True)
    with pytest.raises(PantoumError, match="the model is a seq2seq, but task is 'tagger'"):
        pantoum.load(exported_reverser, task="tagger")


def test_compare_asks_for_the_directory(
    pantoum: Pantoum, reverser: Path, exported_reverser: Path, reversals: Path
) -> None:
    error = pantoum("compare", exported_reverser, reverser, reversals).error
    assert "is an exported model, and models are compared by their directories" in error
