"""`pantoum train --from DIR`: what it writes and says, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from tests.cli.conftest import Pantoum, contents
from tests.reversing import TINY, TINY_MODEL, flags, metrics_of, reversals, write_tsv
from tests.tagging import clauses, write_conllu
from tests.training.runs import train

from pantoum.cli.train_arguments import parse_arguments

# As many settings as a run on a trained model may need, none of which decides a shape.
QUICK = flags(
    {
        **{name: value for name, value in TINY.items() if not name.startswith("model.")},
        "training.epochs": 1,
    }
)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    train(write_tsv(folder / "old.tsv", reversals()[:40]), folder / "model")
    return folder / "model"


@pytest.fixture(scope="module")
def gru(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with a cell that is not the default."""
    folder = tmp_path_factory.mktemp("gru")
    data = write_tsv(folder / "old.tsv", reversals()[:40])
    train(data, folder / "model", {"model.cell": "gru", "training.epochs": 1})
    return folder / "model"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    rows = [(f"{text}x", f"y{text[::-1]}") for text, _ in reversals()[:20]]
    return write_tsv(tmp_path / "new.tsv", rows)


def test_a_model_goes_on_with_other_data(
    pantoum: Pantoum, old: Path, new: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    before = contents(old)
    done = pantoum("train", new, "--dev", new, "--from", old, "-o", model, *QUICK)
    assert done.status == 0, done.err
    assert f"starts from {old}, learning rate 0.03; new: input symbols 1, output symbols 1" in (
        done.err
    )
    assert contents(old) == before
    settings = json.loads((model / "config.json").read_text())["settings"]
    assert settings["model"]["hidden"] == TINY_MODEL["model.hidden"]
    told = pantoum("info", model, "--json")
    start = json.loads(told.out)["run"]["start"]
    assert start["path"] == str(old)
    shown = " ".join(pantoum("info", model).out.split())
    assert "started from" in shown
    assert f"{start['weights_sha256'][:12]}…" in shown
    assert f"| started from | {old} |" in (model / "README.md").read_text()


def test_a_file_of_settings_may_hold_it(tmp_path: Path) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("from: models/old\n", encoding="utf-8")
    options = parse_arguments(["a.tsv", "-o", "new", "--config", str(config)]).options
    assert options["from"] == "models/old"
    assert parse_arguments(["a.tsv", "-o", "new"]).options["from"] is None


def test_the_start_is_replaced_where_it_is_the_output_and_that_is_wanted(
    pantoum: Pantoum, new: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    train(write_tsv(tmp_path / "old.tsv", reversals()[:40]), model)
    before = contents(model)
    arguments = ("train", new, "--dev", new, "--from", model, "-o", model, *QUICK)
    refused = pantoum(*arguments)
    assert refused.status == 1
    assert refused.error.startswith(f"{model}: already holds a model; give --overwrite")
    assert contents(model) == before
    assert pantoum(*arguments, "--overwrite").status == 0
    assert len(metrics_of(model)) == 1
    assert "y" in (model / "target.json").read_text()
    after = contents(model)
    gone = pantoum(*arguments, "--resume")
    assert gone.status == 1
    assert "the run was started from a trained model, but --from gives another one;" in gone.error
    assert contents(model) == after


class TestRefused:
    def refused(self, pantoum: Pantoum, output: Path, *arguments: object) -> str:
        done = pantoum("train", *arguments, "-o", output)
        assert done.status == 1
        assert not output.exists()
        return done.error

    def test_a_damaged_model(self, pantoum: Pantoum, old: Path, new: Path, tmp_path: Path) -> None:
        damaged = tmp_path / "damaged"
        copytree(old, damaged)
        weights = damaged / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-9])
        error = self.refused(pantoum, tmp_path / "out", new, "--from", damaged)
        assert error.startswith(f"{weights}: damaged")

    def test_no_model(self, pantoum: Pantoum, new: Path, tmp_path: Path) -> None:
        error = self.refused(pantoum, tmp_path / "out", new, "--from", tmp_path / "none")
        assert error.startswith(f"{tmp_path / 'none'}: no such directory;")

    def test_another_kind(self, pantoum: Pantoum, old: Path, new: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        error = self.refused(pantoum, out, new, "--from", old, "--task", "classifier")
        assert error.startswith("task is classifier, but the model to start from is a seq2seq")
        conllu = write_conllu(tmp_path / "new.conllu", clauses())
        error = self.refused(pantoum, out, conllu, "--from", old)
        assert error.startswith(f"{conllu}: the model to start from, {old}, is an encoder-decoder")

    def test_another_size(self, pantoum: Pantoum, old: Path, new: Path, tmp_path: Path) -> None:
        flag = ("--model.hidden", 9)
        error = self.refused(pantoum, tmp_path / "out", new, "--from", old, *flag)
        assert error.startswith("model.hidden is 9, but the model to start from has 8: leave it")

    def test_a_given_value_that_is_the_default(
        self, pantoum: Pantoum, gru: Path, new: Path, tmp_path: Path
    ) -> None:
        text = "model.cell is 'lstm', but the model to start from has 'gru': leave it out"
        out = tmp_path / "out"
        config = tmp_path / "run.yaml"
        config.write_text("model: {cell: lstm, hidden: null}\n", encoding="utf-8")
        for flags_given in (("--model.cell", "lstm"), ("--config", config)):
            assert self.refused(pantoum, out, new, "--from", gru, *flags_given).startswith(text)
        # Of two values the last is the one that counts.
        arguments = ("train", new, "--dev", new, "--from", gru, "-o", out, "--config", config)
        done = pantoum(*arguments, "--model.cell", "gru", *QUICK)
        assert done.status == 0, done.err

    def test_no_name(self, pantoum: Pantoum, new: Path, tmp_path: Path) -> None:
        done = pantoum("train", new, "--from", "", "-o", tmp_path / "out")
        assert done.status == 2
        assert "from must not be empty" in done.err
