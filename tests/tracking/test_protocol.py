"""What any reporter is told of a run, and what becomes of one that fails."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.grouping import SETTINGS, grouped, write_grouped
from tests.reversing import Watcher, reversals, tiny, write_tsv
from tests.tracking.recording import Recording
from tests.tracking.runs import tracked

from pantoum.config import by_name
from pantoum.errors import PantoumError
from pantoum.model_dir import RUNS_FILE
from pantoum.tracking import NAMES, Reporter, reporters_of, with_tensorboard
from pantoum.tracking.listener import name_of, values_of

# Many runs; tests/training checks shapes in its own.
pytestmark = pytest.mark.usefixtures("unchecked_shapes")


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return write_tsv(tmp_path / "pairs.tsv", reversals()[:40])


def test_a_run_is_told_from_its_settings_to_its_best_scores(pairs: Path, tmp_path: Path) -> None:
    reporter, watcher, said = Recording(), Watcher(), []
    tracked(pairs, tmp_path / "spanish", [reporter], watcher=watcher, said=said)
    assert said == ["recording: where it is"]
    run = reporter.run
    assert (run.name, run.folder, run.resumed, run.id) == (
        "spanish",
        tmp_path / "spanish",
        False,
        None,
    )
    wanted = by_name(tiny({"training.epochs": 2}))
    assert run.settings["model.hidden"] == wanted["model.hidden"] == 8
    assert run.settings.keys() == wanted.keys()
    assert None not in run.settings.values()
    digest = hashlib.sha256(pairs.read_bytes()).hexdigest()
    assert [one["sha256"] for one in run.data["train"]] == [digest]
    assert [one["sha256"] for one in run.data["dev"]] == [digest]
    assert run.numbers == {
        "examples.train": 40,
        "examples.dev": 40,
        "parameters": watcher.plan.parameters,
    }
    assert len(watcher.records) == 2
    assert reporter.logged == [
        (
            record.step,
            {
                "train/loss": record.train_loss,
                "train/learning_rate": record.learning_rate,
                "train/symbols_per_second": record.symbols_per_second,
                "train/epoch": record.epoch,
                "dev/word_error_rate": record.dev["word_error_rate"],
                "dev/symbol_error_rate": record.dev["symbol_error_rate"],
                "dev/exact_match": record.dev["exact_match"],
            },
        )
        for record in watcher.records
    ]
    (end,) = reporter.ends
    kept = json.loads((tmp_path / "spanish" / "metrics.json").read_text())
    assert (end.status, end.reason) == ("finished", "all 2 epochs are done")
    assert end.step == watcher.records[-1].step
    scores = {name: value for name, value in kept["dev"].items() if name != "examples"}
    wanted = {f"dev/{name}": value for name, value in scores.items()}
    assert end.best == {"epoch": kept["epoch"], **wanted}


def test_groups_have_scores_of_their_own(tmp_path: Path) -> None:
    data = write_grouped(tmp_path / "ways.tsv", grouped())
    reporter = Recording()
    tracked(data, tmp_path / "run", [reporter], {**SETTINGS, "training.epochs": 1})
    ((_, values),) = reporter.logged
    assert {"dev/word_error_rate", "dev/same/word_error_rate", "dev/reversed/exact_match"} <= (
        values.keys()
    )
    assert not [name for name in values if "examples" in name]


def test_a_stopped_run_goes_on_in_the_same_run_of_the_tracker(pairs: Path, tmp_path: Path) -> None:
    first, watcher = Recording(id="first"), Watcher()
    tracked(
        pairs,
        tmp_path / "run",
        [first, Recording("other", id=None)],
        watcher=watcher,
        stop=lambda: len(watcher.steps) == 5,
    )
    assert first.ends[0].status == "stopped"
    kept = tmp_path / "run" / "checkpoints" / "trackers.json"
    assert json.loads(kept.read_text()) == {"recording": "first"}
    second, other = Recording(id="first"), Recording("other", id=None)
    tracked(pairs, tmp_path / "run", [second, other], resume=True)
    assert (second.run.resumed, second.run.id) == (True, "first")
    assert (other.run.resumed, other.run.id) == (True, None)
    whole = Recording()
    tracked(pairs, tmp_path / "whole", [whole])
    steps = [step for step, _ in first.logged + second.logged]
    assert steps == [step for step, _ in whole.logged]
    assert second.ends[0].best == whole.ends[0].best
    # A new run in the directory is another one.
    third = Recording(id=None)
    tracked(pairs, tmp_path / "run", [third], overwrite=True)
    assert third.run.id is None
    assert not kept.exists()


def test_the_best_scores_may_be_from_before_the_run_was_stopped(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.training.test_loop import Script

    from pantoum.training import loop

    def run(resume: bool, steps: int) -> Recording:
        reporter, watcher = Recording(), Watcher()
        monkeypatch.setattr(loop, "evaluate", Script([4.0, 5.0, 6.0, 7.0]))
        stop = lambda: len(watcher.steps) == steps  # noqa: E731
        tracked(pairs, tmp_path / "run", [reporter], watcher=watcher, stop=stop, resume=resume)
        return reporter

    first = run(False, 4)
    monkeypatch.undo()
    assert [step for step, _ in first.logged] == [4]
    second = run(True, 100)
    assert second.ends[0].status == "finished"
    kept = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert second.ends[0].best["epoch"] == kept["epoch"]


@pytest.mark.parametrize("call", ["start", "log", "end"])
def test_a_reporter_that_fails_is_left_out_and_the_run_goes_on(
    call: str, pairs: Path, tmp_path: Path
) -> None:
    failing, sound, said = Recording("failing", fails=(call,)), Recording(), []
    outcome = tracked(pairs, tmp_path / "run", [failing, sound], said=said)
    assert outcome.finished
    assert len(sound.logged) == 2
    assert len(sound.ends) == 1
    lines = [line for line in said if "failed" in line]
    assert lines == [
        "the reporter failing has failed, and the training goes on without it: no route to "
        f"https://host.example/{call}"
    ]
    assert len(failing.logged) == {"start": 0, "log": 1, "end": 2}[call]
    assert len(failing.ends) == {"start": 0, "log": 0, "end": 1}[call]


def test_a_run_that_fails_is_told_so(pairs: Path, tmp_path: Path) -> None:
    def fail(steps: int) -> None:
        if steps == 5:
            raise ValueError("out of paper")

    reporter = Recording()
    with pytest.raises(ValueError, match="out of paper"):
        tracked(pairs, tmp_path / "run", [reporter], watcher=Watcher(at=fail))
    (end,) = reporter.ends
    assert (end.status, end.reason) == ("failed", "the run failed: out of paper")


def test_one_of_several_runs_is_named_with_their_directory(tmp_path: Path) -> None:
    (tmp_path / "runs" / "seed-1").mkdir(parents=True)
    assert name_of(tmp_path / "runs" / "seed-1") == "seed-1"
    (tmp_path / "runs" / RUNS_FILE).touch()
    assert name_of(tmp_path / "runs" / "seed-1") == "runs/seed-1"


def test_names_and_objects_are_reporters() -> None:
    reporter = Recording()
    assert isinstance(reporter, Reporter)
    assert reporters_of([reporter]) == [reporter]
    assert reporters_of(None) == []
    assert set(NAMES) == {"tensorboard", "wandb", "mlflow", "trackio"}


@pytest.mark.parametrize("given", ["wandb", 3, ["neptune"], [Recording], [object()]])
def test_what_is_neither_is_refused(given: Any) -> None:
    with pytest.raises(PantoumError, match=r"^reporters must be a list of tensorboard, wandb, "):
        reporters_of(given)


def test_one_name_comes_once() -> None:
    with pytest.raises(PantoumError, match="the reporter recording is given twice"):
        reporters_of([Recording(), Recording()])


def test_the_setting_asks_for_tensorboard() -> None:
    assert with_tensorboard(None, True) == ["tensorboard"]
    assert with_tensorboard(["wandb"], True) == ["tensorboard", "wandb"]
    assert with_tensorboard(["tensorboard"], True) == ["tensorboard"]
    assert with_tensorboard(["wandb"], False) == ["wandb"]


def test_every_number_of_a_record_is_logged_but_the_time() -> None:
    from pantoum.training.events import Record

    record = Record(1.5, 7, 0.25, 0.01, 99.0, 3.0, {"bleu": 40.0, "examples": 5.0}, True)
    assert values_of(record) == {
        "train/loss": 0.25,
        "train/learning_rate": 0.01,
        "train/symbols_per_second": 99.0,
        "train/epoch": 1.5,
        "dev/bleu": 40.0,
    }
