"""`pantoum tune`: the best settings are those of a trial, and a killed study is gone on with."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import TINY, flags, reversals, write_tsv

import pantoum as package
from pantoum.cli import tune_trials
from pantoum.cli.settings_file import read_settings

SPACE = """
training.learning_rate: {low: 0.003, high: 0.1, log: true}
model.layers: {low: 1, high: 2}
"""
GIVEN = flags(
    {
        name: value
        for name, value in {**TINY, "training.epochs": 2}.items()
        if name != "training.learning_rate"
    }
)

# What torchrun tells each process.
VARIABLES = {"RANK": "0", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "2"}
VARIABLES |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500"}


def command(folder: Path, *more: object) -> list[str]:
    write_tsv(folder / "train.tsv", reversals()[:40])
    write_tsv(folder / "dev.tsv", reversals()[40:60])
    (folder / "space.yaml").write_text(SPACE)
    words = ["tune", folder / "train.tsv", "--dev", folder / "dev.tsv", "-o", folder / "study"]
    return [*map(str, [*words, "--space", folder / "space.yaml", "--trials", 2, *GIVEN, *more])]


def runs_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "study" / "runs.json").read_text())


def outcomes(folder: Path) -> dict[str, Any]:
    return {
        name: [run[part] for part in ("status", "settings", "dev", "epoch")]
        for name, run in runs_of(folder)["runs"].items()
    }


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of two trials, one at a time."""
    folder = tmp_path_factory.mktemp("tune")
    program = [sys.executable, "-m", "pantoum", *command(folder)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    (folder / "out").write_text(done.stdout)
    return folder


def test_the_directory_stands_for_the_best_trial(tuned: Path) -> None:
    runs = runs_of(tuned)
    rates = {name: run["dev"]["word_error_rate"] for name, run in runs["runs"].items()}
    assert list(rates) == ["trials/0", "trials/1"]
    (best,) = runs["use"]
    assert rates[best] == min(rates.values())
    model = package.load(tuned / "study", task="seq2seq")
    assert model("abc") == package.load(tuned / "study" / best, task="seq2seq")("abc")
    for name in rates:
        assert (tuned / "study" / name / "model.safetensors").exists() == (name == best)
        assert (tuned / "study" / name / "metrics.jsonl").exists()
    assert f"{rates[best]:.2f}" in (tuned / "out").read_text()
    page = (tuned / "study" / "report.html").read_text()
    assert f'<th scope="row">{best.removeprefix("trials/")}</th>' in page


def test_the_best_settings_train_to_the_same_scores(tuned: Path, pantoum: Pantoum) -> None:
    (best,) = runs_of(tuned)["use"]
    file = tuned / "study" / "best.yaml"
    chosen = runs_of(tuned)["runs"][best]["settings"]
    assert chosen.items() <= read_settings(file).items()
    data = (tuned / "train.tsv", "--dev", tuned / "dev.tsv")
    done = pantoum("train", *data, "--config", file, "--output", tuned / "again")
    assert done.status == 0
    found, expected = (
        json.loads((folder / "metrics.json").read_text())
        for folder in (tuned / "again", tuned / "study" / best)
    )
    assert found["dev"] == expected["dev"]
    assert found["epoch"] == expected["epoch"]
    weights = [one / "model.safetensors" for one in (tuned / "again", tuned / "study" / best)]
    assert weights[0].read_bytes() == weights[1].read_bytes()


def test_a_study_that_is_killed_has_every_trial_once(tuned: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "pantoum", *command(tmp_path)]
    with subprocess.Popen(program, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 120
        while not (tmp_path / "study/trials/1/checkpoints/last.pt").exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        process.kill()
    done = subprocess.run([*program, "--resume"], capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    assert "trials that were stopped are gone on with: 1" in done.stderr
    assert outcomes(tmp_path) == outcomes(tuned)
    assert runs_of(tmp_path)["use"] == runs_of(tuned)["use"]


def test_another_study_is_refused(tuned: Path, pantoum: Pantoum) -> None:
    before = (tuned / "study" / "study.journal").read_bytes()
    assert "holds a study already; give --resume" in pantoum(*command(tuned)).error
    done = pantoum(*command(tuned, "--resume", "--training.weight_decay", 0.1))
    assert "holds a study of other settings; give those of before" in done.error
    words = command(tuned, "--resume")
    (tuned / "space.yaml").write_text(SPACE + "model.residual: [true, false]\n")
    assert "holds a study of other space" in pantoum(*words).error
    words = command(tuned, "--resume")
    write_tsv(tuned / "dev.tsv", reversals()[41:60])
    assert "holds a study of other data" in pantoum(*words).error
    assert (tuned / "study" / "study.journal").read_bytes() == before


@pytest.mark.exhaustive
def test_a_full_disk_uses_up_no_trial(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = "trials/0/model.safetensors: cannot be written: No space left on device"
    monkeypatch.setattr(tune_trials, "outcome_of", lambda folder, status: ({}, full))
    done = pantoum(*command(tmp_path))
    assert done.status == 1
    assert "study: trial 0 found no room on the disk; make room and give --resume" in done.err
    monkeypatch.undo()
    done = pantoum(*command(tmp_path, "--resume"))
    assert done.status == 0
    assert "trials that were stopped are gone on with: 0" in done.err
    assert {run["status"] for run in runs_of(tmp_path)["runs"].values()} == {"finished"}


def test_trials_that_fail_alike_end_the_study(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune_trials, "MOST_FAILURES", 1)
    (tmp_path / "study" / "trials").mkdir(parents=True)
    # There is a file where a trial wants its directory.
    (tmp_path / "study" / "trials" / "0").write_text("")
    (tmp_path / "study" / "study.journal").write_text("")
    done = pantoum(*command(tmp_path, "--resume"))
    assert done.status == 1
    assert "trial 0 failed: " in done.err
    last = done.err.splitlines()[-1]
    assert "study: 1 trial failed and none did not, the last one because " in last
    assert "is a file, or below one" in last


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--seeds", "1-3"), "all trials of a study have one seed"),
        (("--choose", "best"), "--choose is of `pantoum train` and not for a study"),
        (("--overwrite",), "--overwrite is of `pantoum train` and not for a study"),
        (("--jobs", 0), "jobs must be at least 1"),
        (("--model.layers", 2), "model.layers is in the space and has a value for all trainings"),
        (("--model.attention", "none", "--model.copy", "true"), "model.copy must be false"),
    ],
)
def test_what_does_not_go(
    pantoum: Pantoum, tmp_path: Path, more: tuple[Any, ...], sentence: str
) -> None:
    done = pantoum(*command(tmp_path, *more))
    assert sentence in done.error
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--trials", "0"), "argument --trials: must be a whole number of at least 1, but is 0"),
        (("--model.layer", "2"), "no flag --model.layer; did you mean --model.layers?"),
        (("--trial", "2"), "no flag --trial"),
    ],
)
def test_wrong_usage(
    pantoum: Pantoum, tmp_path: Path, more: tuple[str, ...], sentence: str
) -> None:
    done = pantoum(*command(tmp_path, *more))
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert pantoum("tune", "--help").status == 0


def test_a_directory_of_other_things_is_left_alone(pantoum: Pantoum, tmp_path: Path) -> None:
    words = command(tmp_path)
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "trials").mkdir()  # as of a command that is about to begin a study
    (tmp_path / "study" / "notes.txt").write_text("mine")
    assert "is not empty and holds no study" in pantoum(*words).error


def test_it_is_not_one_of_several_processes(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    done = pantoum(*command(tmp_path))
    assert "`pantoum tune` starts a process for each run" in done.error
