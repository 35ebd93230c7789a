"""`pantoum benchmark`: data sets by settings by seeds, and what becomes of interruptions."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum, contents
from tests.reversing import TINY, reversals, write_tsv

from pantoum.config import by_name, config_from_dict
from pantoum.config.keywords import config_from_keywords
from pantoum.scale.benchmark import read_record
from pantoum.scale.runs import begin_or_resume, checkpoint_time

COMMON = {**TINY, "training.epochs": 1}

# What torchrun tells each process.
VARIABLES = {"RANK": "0", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "2"}
VARIABLES |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500"}


def write_plan(folder: Path, text: str = "seeds: 2\n") -> Path:
    """A benchmark of two data sets, of which one has a test set."""
    write_tsv(folder / "train.tsv", reversals()[:30])
    write_tsv(folder / "dev.tsv", reversals()[30:50])
    path = folder / "plan.yaml"
    path.write_text(
        "data:\n"
        "  tested: {train: train.tsv, dev: dev.tsv, test: dev.tsv}\n"
        "  other: {train: dev.tsv, dev: train.tsv}\n"
        f"common: {json.dumps(COMMON)}\n{text}"
    )
    return path


def results_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "results.json").read_text())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of two runs, and what the command printed."""
    folder = tmp_path_factory.mktemp("benchmark")
    path = write_plan(folder)
    command = [sys.executable, "-m", "pantoum", "benchmark", path, "-o", folder / "out"]
    done = subprocess.run([*command, "--jobs", "2"], capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    (folder / "printed").write_text(done.stdout)
    return folder


def test_each_run_is_a_training_of_its_own(made: Path) -> None:
    runs = results_of(made / "out")["runs"]
    assert list(runs) == ["tested/default/seed-2", "other/default/seed-2"]
    for name, run in runs.items():
        scores = json.loads((made / "out" / "runs" / name / "metrics.json").read_text())
        assert run["status"] == "finished"
        assert run["dev"] == scores["dev"]
        config = json.loads((made / "out" / "runs" / name / "config.json").read_text())
        settings = by_name(config_from_dict({"seed": config["settings"]["seed"]}))
        assert settings["seed"] == int(name[-1])
        wanted = by_name(config_from_keywords(None, COMMON).config)
        assert config["settings"]["model"]["hidden"] == wanted["model.hidden"]


def test_the_test_set_is_evaluated_as_the_command_does_it(made: Path, pantoum: Pantoum) -> None:
    run = made / "out" / "runs" / "tested" / "default" / "seed-2"
    done = pantoum("evaluate", run, made / "dev.tsv", "--json")
    expected = json.loads(done.out)
    found = results_of(made / "out")["runs"]["tested/default/seed-2"]["test"]
    assert found.items() <= expected.items()
    assert {"word_error_rate", "symbol_error_rate", "exact_match", "perplexity"} <= found.keys()


def test_what_is_overwritten_is_not_gone_on_with_after_a_kill(
    made: Path, pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(made / "out", folder)
    monkeypatch.setattr("pantoum.cli.benchmark_runs.Jobs.run", lambda self: (one for one in ()))
    pantoum("benchmark", made / "plan.yaml", "--output", folder, "--overwrite")
    for name, run in results_of(folder)["runs"].items():
        assert run["status"] == "waiting"
        place = folder / "runs" / name
        record = read_record(folder / "runs", name)
        assert record is not None
        assert record.replaces == checkpoint_time(place) > 0
        assert begin_or_resume(place, record.replaces) == ["--overwrite"]
        (place / "checkpoints" / "last.pt").write_bytes(b"of the new run")
        assert begin_or_resume(place, record.replaces) == ["--resume"]


def test_the_table_is_printed_and_kept(made: Path) -> None:
    text = (made / "out" / "results.md").read_text()
    assert (made / "printed").read_text() == text
    runs = results_of(made / "out")["runs"]
    rates = [
        runs[f"{data}/default/seed-2"]["dev"]["word_error_rate"] for data in ("tested", "other")
    ]
    assert f"| tested | default | 1 | {rates[0]:.2f} | – |" in text
    assert f"| macro average | default | 1 | {sum(rates) / 2:.2f} | – |" in text
    (table,) = results_of(made / "out")["tables"]
    assert "test" not in table["lines"][-1]


def test_what_has_finished_is_not_made_again(made: Path, pantoum: Pantoum) -> None:
    before = contents(made / "out")
    done = pantoum("benchmark", made / "plan.yaml", "-o", made / "out")
    assert (done.status, done.out) == (0, (made / "printed").read_text())
    assert "all 2 runs in" in done.err
    assert contents(made / "out") == before
    # More seeds: a shard of which has finished makes nothing, and sees what is missing.
    path = write_plan(made, "seeds: 2-3\n")
    done = pantoum("benchmark", path, "-o", made / "out", "--shard", "1/4")
    assert done.status == 0
    assert "2 of 4 runs have ended." in done.out
    assert "| tested | default | 1 of 2 |" in done.out
    write_plan(made)


def test_other_settings_and_data_are_refused(made: Path, pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_plan(tmp_path, "seeds: 2\nsettings: {default: {model.cell: gru}}\n")
    done = pantoum("benchmark", path, "-o", made / "out")
    assert "tested/default/seed-2: was begun with other model.cell; give another" in done.error
    write_plan(tmp_path)
    write_tsv(tmp_path / "train.tsv", reversals()[:31])
    done = pantoum("benchmark", path, "-o", made / "out")
    assert "was begun with other train data" in done.error


@pytest.mark.exhaustive  # tests of `pantoum tune` kill by default
def test_a_benchmark_that_is_killed_is_gone_on_with(made: Path, tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    command = [sys.executable, "-m", "pantoum", "benchmark", path, "-o", tmp_path / "out"]
    command += ["--shard", "1/2"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        checkpoint = tmp_path / "out/runs/tested/default/seed-2/checkpoints/last.pt"
        end = time.monotonic() + 120
        while not checkpoint.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        process.kill()
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    found, expected = (results_of(folder / "out")["runs"] for folder in (tmp_path, made))
    for part in ("status", "dev", "test", "epoch"):
        assert found["tested/default/seed-2"][part] == expected["tested/default/seed-2"][part]
    assert found["other/default/seed-2"]["status"] == "waiting"


def test_a_run_that_fails_is_named(pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_plan(tmp_path, "seeds: 1\n")
    (tmp_path / "out" / "runs" / "other" / "default").mkdir(parents=True)
    (tmp_path / "out" / "runs" / "other" / "default" / "seed-1").write_text("")
    done = pantoum("benchmark", path, "-o", tmp_path / "out", "--shard", "2/2")
    assert done.status == 1
    assert "other/default/seed-1 failed: " in done.err
    assert "## Failed runs\n\n- other/default/seed-1: " in done.out
    assert "is a file, or below one" in done.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--shard", "3/2"), "must be I/N, the part I of N from 1/N to N/N, but is 3/2"),
        (("--jobs", 0), "jobs must be at least 1"),
    ],
)
def test_what_does_not_go(
    pantoum: Pantoum, tmp_path: Path, arguments: tuple[Any, ...], sentence: str
) -> None:
    done = pantoum("benchmark", write_plan(tmp_path), "-o", tmp_path / "out", *arguments)
    assert done.status in (1, 2)
    assert sentence in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_a_directory_of_other_things_is_left_alone(pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    assert "is not empty and holds no benchmark" in pantoum("benchmark", path, "-o", tmp_path).error
    assert "is a file" in pantoum("benchmark", path, "-o", path).error
    assert "no such file" in pantoum("benchmark", tmp_path / "x.yaml", "-o", tmp_path / "o").error


def test_it_is_not_one_of_several_processes(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    done = pantoum("benchmark", write_plan(tmp_path), "-o", tmp_path / "out")
    assert "`pantoum benchmark` starts a process for each run" in done.error
