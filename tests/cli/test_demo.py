"""`pantoum demo`, made small: data, a model, its accuracy, a picture, and commands that work."""

import os
import shlex
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import Watcher

import pantoum as package
from pantoum.api import terminal
from pantoum.cli import demo
from pantoum.config import ModelConfig, TrainingConfig

pytest.importorskip("babel")
pytest.importorskip("matplotlib")


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (
        ("TRAIN_DATES", 30),
        ("DEV_DATES", 5),
        ("TEST_DATES", 6),
        ("MOST_PRINTED", 3),
    ):
        monkeypatch.setattr(demo, name, count)
    sizes = ModelConfig(embedding=4, hidden=4, dropout=0.0)
    training = TrainingConfig(epochs=1, batch_tokens=400, device="cpu", threads=1)
    monkeypatch.setattr(demo, "SETTINGS", replace(demo.SETTINGS, model=sizes, training=training))


@pytest.mark.usefixtures("_small")
def test_it_leaves_a_model_data_and_a_picture_and_says_how_to_go_on(
    pantoum: Pantoum, tmp_path: Path
) -> None:
    folder = tmp_path / "my demo"
    done = pantoum("demo", "--output", folder)
    assert done.status == 0
    assert "of 6 held-out dates are exactly right" in done.out
    assert (folder / "attention.png").read_bytes().startswith(b"\x89PNG")
    lines = {
        part: len((folder / "data" / f"{part}.tsv").read_text().splitlines())
        for part in ("train", "dev", "test")
    }
    assert lines == {"train": 30, "dev": 5, "test": 6}
    assert package.load(folder / "model", task="seq2seq").config.model.hidden == 4
    commands = [line.strip() for line in done.out.splitlines() if line.startswith("  pantoum ")]
    assert [shlex.split(command)[1] for command in commands] == [
        "evaluate",
        "plot",
        "curves",
        "serve",
        "train",
    ]
    assert pantoum(*shlex.split(commands[0])[1:]).status == 0
    assert "earlier demo" not in done.err
    again = pantoum("demo", "--output", folder)
    assert again.status == 0
    assert again.err.startswith(
        f"pantoum: {folder} is from an earlier demo, which this one replaces\n"
    )


@pytest.mark.usefixtures("_small")
def test_it_is_stopped_without_an_advice_that_it_does_not_know(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(at=lambda steps: os.kill(os.getpid(), signal.SIGINT) if steps == 1 else None)
    monkeypatch.setattr(terminal, "terminal_listeners", lambda *_: [watcher])
    done = pantoum("demo", "--output", tmp_path / "demo")
    assert done.status == 130
    assert done.err.endswith(
        f"the model is in {tmp_path / 'demo' / 'model'}; `pantoum demo` starts again\n"
    )
    assert "--resume" not in done.err


@pytest.mark.usefixtures("_small")
def test_a_place_that_cannot_be_used(pantoum: Pantoum, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    done = pantoum("demo", "--output", tmp_path)
    assert (done.status, done.out) == (1, "")
    assert (
        done.error
        == f"{tmp_path}: is not empty and not from an earlier demo; give another directory to "
        "--output"
    )
    done = pantoum("demo", "--output", tmp_path / "thesis.tex")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(f"{tmp_path / 'thesis.tex'}: is a file; give a directory")
    assert (tmp_path / "thesis.tex").read_text() == "mine"


@pytest.mark.usefixtures("_small")
def test_data_and_models_of_somebody_else_stay(pantoum: Pantoum, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "train.tsv").write_text("mine\tx\n")
    done = pantoum("demo", "--output", tmp_path)
    assert (done.status, done.out) == (1, "")
    assert (tmp_path / "data" / "train.tsv").read_text() == "mine\tx\n"
