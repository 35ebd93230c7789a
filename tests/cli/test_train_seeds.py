"""`pantoum train --seeds`: several runs, side by side, and what they come to."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum, contents, shell
from tests.reversing import TINY, flags, metrics_of
from tests.training.runs import assert_same_run

import pantoum as package
from pantoum.cli.split_flags import split_flags
from pantoum.cli.train_seeds import OF_ALL
from pantoum.scale.runs import checkpoint_time

SETTINGS = flags({**TINY, "training.epochs": 2})


def runs_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "runs.json").read_text())


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of three runs, two at a time, with the data that they learned from."""
    from tests.reversing import reversals, write_tsv

    folder = tmp_path_factory.mktemp("seeds")
    write_tsv(folder / "data.tsv", reversals()[:40])
    settings = " ".join(map(str, SETTINGS))
    done = shell(
        f"cd {folder} && pantoum train data.tsv --dev data.tsv --seeds 1-3 --jobs 2 -o runs "
        f"--choose best {settings}"
    )
    (folder / "out").write_text(done.stdout)
    (folder / "err").write_text(done.stderr)
    assert done.returncode == 0, done.stderr
    return folder


class TestRuns:
    def test_each_is_the_run_of_its_seed_alone(
        self, pantoum: Pantoum, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(trained)
        arguments = ("train", "data.tsv", "--dev", "data.tsv", "--seed", 2, *SETTINGS)
        assert pantoum(*arguments, "--output", tmp_path / "alone").status == 0
        assert_same_run(trained / "runs" / "seed-2", tmp_path / "alone")

    def test_the_table_has_each_run_and_what_they_come_to(self, trained: Path) -> None:
        runs = runs_of(trained / "runs")
        dev = {
            seed: json.loads((trained / f"runs/seed-{seed}/metrics.json").read_text())["dev"]
            for seed in (1, 2, 3)
        }
        for seed, scores in dev.items():
            assert runs["runs"][f"seed-{seed}"]["dev"].items() <= scores.items()
            assert runs["runs"][f"seed-{seed}"]["status"] == "finished"
        rates = [scores["word_error_rate"] for scores in dev.values()]
        mean = runs["summary"]["scores"]["word_error_rate"]["mean"]
        assert mean == pytest.approx(sum(rates) / 3)
        out = (trained / "out").read_text()
        assert f"{mean:.2f}" in out
        assert all(f"seed-{seed}" in out for seed in dev)
        err = (trained / "err").read_text()
        assert "3 runs, 2 at a time" in err
        assert err.count("seed-3: epoch ") == len(metrics_of(trained / "runs" / "seed-3"))

    def test_the_directory_answers_with_the_best(self, trained: Path) -> None:
        runs = runs_of(trained / "runs")
        assert runs["use"] == [runs["summary"]["best"]]
        best = package.load(trained / "runs" / runs["use"][0], task="seq2seq")
        model = package.load(trained / "runs", task="seq2seq")
        assert model("abc") == best("abc")

    def test_what_has_finished_is_not_done_again(self, pantoum: Pantoum, trained: Path) -> None:
        before = contents(trained / "runs" / "seed-1")
        shutil.rmtree(trained / "runs" / "seed-3")
        # Without it the directory is as if each run had been a command of its own.
        (trained / "runs" / "runs.json").unlink()
        settings = " ".join(map(str, SETTINGS))
        done = shell(
            f"cd {trained} && pantoum train data.tsv --dev data.tsv --seeds 1-3 --jobs 2 "
            f"--resume -o runs --choose ensemble {settings}"
        )
        assert done.returncode == 0, done.stderr
        assert "3 runs, 2 at a time" in done.stderr
        assert contents(trained / "runs" / "seed-1") == before
        assert runs_of(trained / "runs")["use"] == ["seed-1", "seed-2", "seed-3"]
        folders = [trained / "runs" / f"seed-{seed}" for seed in (1, 2, 3)]
        together = package.ensemble(folders)
        assert package.load(trained / "runs", task="seq2seq")("abca") == together("abca")
        predicted = pantoum("predict", trained / "runs", trained / "data.tsv", "--nbest", 1)
        assert predicted.status == 0
        refused = pantoum("export", trained / "runs", "--output", trained / "m.onnx")
        assert "ensemble" in refused.err

    def test_what_is_overwritten_is_not_gone_on_with_after_a_kill(
        self,
        pantoum: Pantoum,
        trained: Path,
        data: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        folder = tmp_path / "runs"
        shutil.copytree(trained / "runs", folder)
        (folder / "runs.json").write_text((trained / "runs" / "runs.json").read_text())
        command = ("train", data, "--dev", data, "--seeds", "1", "--output", folder, *SETTINGS)
        before = checkpoint_time(folder / "seed-1")
        with monkeypatch.context() as stopped:
            stopped.setattr("pantoum.scale.Jobs.run", lambda self: (one for one in ()))
            assert pantoum(*command, "--overwrite").status == 1
        assert {run["status"] for run in runs_of(folder)["runs"].values()} == {"waiting"}
        assert pantoum(*command, "--resume").status == 0
        assert runs_of(folder)["runs"]["seed-1"]["replaces"] is None
        assert checkpoint_time(folder / "seed-1") > before
        assert len(metrics_of(folder / "seed-1")) == len(metrics_of(trained / "runs" / "seed-1"))

    def test_a_model_that_is_gone_is_trained_again(
        self, pantoum: Pantoum, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "runs"
        shutil.copytree(trained / "runs", folder)
        (folder / "seed-1" / "model.safetensors").unlink()
        shutil.rmtree(folder / "seed-3")
        monkeypatch.chdir(trained)
        monkeypatch.setattr("pantoum.scale.Jobs.run", lambda self: (one for one in ()))
        asked = runs_of(folder)["asked"]["arguments"]
        done = pantoum(*("train", *asked, "--seeds", "1-3", "--resume", "--output", folder))
        assert "the model of seed-1 is gone, and is trained again" in done.err
        assert "2 runs, 1 have finished" in done.err
        statuses = {name: run["status"] for name, run in runs_of(folder)["runs"].items()}
        assert statuses == {"seed-1": "waiting", "seed-2": "finished", "seed-3": "waiting"}


def test_a_run_that_fails_is_named_and_the_others_are_kept(
    pantoum: Pantoum, data: Path, tmp_path: Path
) -> None:
    # There is a file where a run wants its directory.
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "runs.json").write_text(
        json.dumps({"asked": {}, "runs": {}, "use": [], "summary": {}})
    )
    (tmp_path / "runs" / "seed-2").write_text("")
    done = pantoum(
        *("train", data, "--dev", data, "--seeds", "1,2", "--overwrite"),
        *("--output", tmp_path / "runs", *SETTINGS),
    )
    assert done.status == 1
    assert "seed-2 failed: " in done.err
    assert "is a file, or below one" in done.err
    runs = runs_of(tmp_path / "runs")["runs"]
    assert {name: run["status"] for name, run in runs.items()} == {
        "seed-1": "finished",
        "seed-2": "failed",
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--seeds", "1-x"), "seeds must be whole numbers and ranges of them"),
        (("--seeds", "1,99999999999999999999"), "seeds must be whole numbers and ranges of them"),
        (("--seeds", "1-2", "--seed", 3), "--seed and --seeds say different things"),
        (("--jobs", 2), "--jobs is for several runs"),
        (("--choose", "best"), "--choose is for several runs"),
        (("--seeds", "1-2", "--choose", "worst"), "choose must be one of best, ensemble, none"),
        (("--seeds", "1-2", "--jobs", 0), "jobs must be at least 1"),
        (("--seeds", "1-2", "--resume", "--overwrite"), "give one of them"),
        (("--seeds", "1-9999", "--jobs", 9999), "of memory"),
    ],
)
def test_what_does_not_go(
    pantoum: Pantoum, data: Path, tmp_path: Path, arguments: tuple[Any, ...], sentence: str
) -> None:
    done = pantoum("train", data, "--output", tmp_path / "runs", *arguments, *SETTINGS)
    assert done.status in (1, 2)
    assert sentence in done.error
    assert not (tmp_path / "runs").exists()


class TestDirectories:
    def test_a_model_is_not_replaced(self, pantoum: Pantoum, data: Path, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        done = pantoum("train", data, "--seeds", "1-2", "--output", tmp_path, *SETTINGS)
        assert "is not empty and has no runs.json" in done.error
        done = pantoum("train", data, "--seeds", "1-2", "--output", data, *SETTINGS)
        assert "is a file" in done.error

    def test_runs_are_not_mixed_with_those_of_other_settings(
        self, pantoum: Pantoum, data: Path, tmp_path: Path
    ) -> None:
        record = {"asked": {"arguments": ["x"]}, "runs": {"seed-1": {"seed": 1}}}
        text = json.dumps({**record, "use": [], "summary": {}})
        (tmp_path / "runs.json").write_text(text)
        arguments = ("train", data, "--seeds", "1-2", "--output", tmp_path)
        done = pantoum(*arguments, "--resume", *SETTINGS)
        assert "holds runs that were asked for with other arguments" in done.error
        assert "holds 1 run already" in pantoum(*arguments, *SETTINGS).error
        (tmp_path / "runs.json").write_text("{")
        assert "is damaged" in pantoum(*arguments, "--resume", *SETTINGS).error
        assert (tmp_path / "runs.json").read_text() == "{"

    def test_runs_of_which_none_was_chosen(self, pantoum: Pantoum, tmp_path: Path) -> None:
        record = {"asked": {}, "runs": {"seed-4": {"seed": 4}}, "use": [], "summary": {}}
        (tmp_path / "runs.json").write_text(json.dumps(record))
        (tmp_path / "in").write_text("a\n")
        done = pantoum("predict", tmp_path, tmp_path / "in")
        assert f"give one of them, such as {tmp_path / 'seed-4'}" in done.error
        record["use"] = ["seed-4"]
        (tmp_path / "runs.json").write_text(json.dumps(record))
        assert "whose model is not there" in pantoum("predict", tmp_path, tmp_path / "in").error
        record["use"] = ["../seed-4"]
        (tmp_path / "runs.json").write_text(json.dumps(record))
        assert "whose model is not there" in pantoum("predict", tmp_path, tmp_path / "in").error


def test_what_each_run_is_given() -> None:
    given = ["a.tsv", "--seeds=1-3", "--config", "c", "--jobs", "2", "-o", "out", "--resume"]
    of_all, others = split_flags([*given, "--choose", "best", "--dev", "b"], OF_ALL)
    assert others == ["a.tsv", "--config", "c", "--dev", "b"]
    assert of_all == ["--seeds=1-3", "--jobs", "2", "-o", "out", "--resume", "--choose", "best"]
    given = ["--output=x", "--", "--seeds", "y"]
    assert split_flags(given, OF_ALL) == (["--output=x"], ["--", "--seeds", "y"])
