"""A run that was stopped or killed, wherever it was, and is resumed ends as if it had been left
alone.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.reversing import Watcher, metrics_of, tiny, write_tsv
from tests.tiers import tiered
from tests.training.crashing import run_until_replacing
from tests.training.runs import assert_same_run, checkpoint_of, same_tensors, train
from tests.training.test_loop import Script

from pantoum.errors import PantoumError
from pantoum.model_dir import load_model
from pantoum.training import loop, rehearsal

# Many runs; that which they are compared with is checked.
pytestmark = pytest.mark.usefixtures("unchecked_shapes")

# 1: the first checkpoint, 2: the empty metrics.jsonl, 3: run.json, 4-10: the first model, 11: its
# checkpoint, 12-18: the second model, 19: its checkpoint, 20: that of the third evaluation, which
# was not better, 21: what was tried at the end, 22: the last checkpoint, which says that the run
# has ended.
MOMENTS = (1, 4, 7, 11, 14, 19, 20, 21, 22)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("moment", tiered(MOMENTS, (4, 14, 21)))
def test_killed(moment: int, whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    assert run_until_replacing(moment, lambda: train(pairs, tmp_path / "run", dev=dev_pairs))
    outcome = train(pairs, tmp_path / "run", dev=dev_pairs, resume=True)
    assert outcome.reason == "all 3 epochs are done"
    assert_same_run(tmp_path / "run", whole)
    assert not list((tmp_path / "run").rglob("*.partial"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_killed_while_it_wrote_a_line(
    whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    assert run_until_replacing(14, lambda: train(pairs, tmp_path / "run", dev=dev_pairs))
    with (tmp_path / "run" / "metrics.jsonl").open("ab") as file:
        file.write(b'{"epoch": 2.0, "st\xff')
    train(pairs, tmp_path / "run", dev=dev_pairs, resume=True)
    assert_same_run(tmp_path / "run", whole)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_killed_as_patience_ran_out(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"training.epochs": 5, "training.patience": 2}

    def run(folder: Path, resume: bool = False) -> str:
        monkeypatch.setattr(loop, "evaluate", Script([4.0, 5.0, 5.0, 5.0, 5.0]))
        return train(pairs, folder, changes, dev=pairs, resume=resume).reason

    expected = run(tmp_path / "whole")
    # 3 + 7 + three checkpoints of evaluations; the next says what was tried at the end.
    assert run_until_replacing(3 + 7 + 3 + 1, lambda: run(tmp_path / "run"))
    assert checkpoint_of(tmp_path / "run")["progress"]["waited"] == 2
    assert run(tmp_path / "run", resume=True) == expected
    assert_same_run(tmp_path / "run", tmp_path / "whole")


@pytest.mark.parametrize("steps", [2, 4, 12])
def test_stopped(steps: int, whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    stopped = train(
        pairs,
        tmp_path / "run",
        dev=dev_pairs,
        watcher=watcher,
        stop=lambda: len(watcher.steps) == steps,
    )
    assert stopped.reason == "stopped, with the best model so far saved"
    assert checkpoint_of(tmp_path / "run")["progress"]["step"] == steps
    assert load_model(tmp_path / "run").config.model.hidden == 8
    assert len(metrics_of(tmp_path / "run")) == max(1, len(watcher.records))
    resumed = Watcher()
    train(pairs, tmp_path / "run", dev=dev_pairs, resume=True, watcher=resumed)
    position = 3 * steps / checkpoint_of(whole)["progress"]["step"]  # of three epochs
    assert resumed.plan.notes[-1] == f"going on from epoch {position:.3g}"
    assert_same_run(tmp_path / "run", whole)


def test_stopped_again_and_again(whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    for _ in range(100):
        outcome = train(pairs, tmp_path / "run", dev=dev_pairs, resume=True, stop=lambda: True)
        if outcome.reason.startswith("all"):
            break
    assert_same_run(tmp_path / "run", whole)


def test_a_stopped_run_goes_on_with_its_clock(pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    train(
        pairs, tmp_path / "run", {"training.evaluate_every": 4}, dev=dev_pairs, stop=stop_after(6)
    )
    before = checkpoint_of(tmp_path / "run")["progress"]
    assert before["learning"] > 0
    watcher = Watcher()
    train(
        pairs,
        tmp_path / "run",
        {"training.evaluate_every": 4},
        dev=dev_pairs,
        watcher=watcher,
        resume=True,
    )
    assert watcher.steps[0].seconds > before["seconds"]
    # Two steps' symbols in two steps' time: not in that of the one step since the start.
    assert watcher.records[0].symbols_per_second < 3 * before["symbols"] / before["learning"]


def test_a_run_goes_on_with_as_many_threads_as_it_began(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher()
    thread_counts: list[int] = []
    watcher.at = lambda steps: thread_counts.append(torch.get_num_threads())
    changes = {"training.threads": 0}
    monkeypatch.setattr(rehearsal, "choose_threads", lambda config: 3)
    train(pairs, tmp_path / "run", changes, dev=pairs, stop=stop_after(2), watcher=watcher)
    monkeypatch.setattr(rehearsal, "choose_threads", lambda config: 7)
    torch.set_num_threads(1)
    train(pairs, tmp_path / "run", changes, dev=pairs, resume=True, watcher=watcher)
    assert thread_counts == [3] * 12


def test_a_run_may_go_on_with_another_number_of_threads_and_says_what_that_means(
    pairs: Path, tmp_path: Path
) -> None:
    watcher = Watcher()
    thread_counts: list[int] = []
    watcher.at = lambda steps: thread_counts.append(torch.get_num_threads())
    changes = {"training.threads": 1}
    train(pairs, tmp_path / "run", changes, dev=pairs, stop=stop_after(2), watcher=watcher)
    changes = {"training.threads": 2}
    outcome = train(pairs, tmp_path / "run", changes, dev=pairs, resume=True, watcher=watcher)
    assert outcome.finished
    assert thread_counts == [1] * 2 + [2] * 10
    assert "training.threads is another than the run began with" in " ".join(watcher.plan.notes)
    assert checkpoint_of(tmp_path / "run")["progress"]["threads"] == 2


def test_who_asks_to_stop_does_not_wait_for_the_checkpoint(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*arguments: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(loop, "evaluate", killed)
    with pytest.raises(SystemExit):
        train(pairs, tmp_path / "run", dev=pairs, stop=stop_after(2))
    assert checkpoint_of(tmp_path / "run")["progress"]["step"] == 2


def stop_after(steps: int) -> Any:
    left = [steps]

    def stop() -> bool:
        left[0] -= 1
        return left[0] == 0

    return stop


def test_a_finished_run_says_so_and_changes_nothing(pairs: Path, tmp_path: Path) -> None:
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs)
    before = {
        path: path.read_bytes() for path in sorted((tmp_path / "run").rglob("*")) if path.is_file()
    }
    watcher = Watcher()
    outcome = train(
        pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs, watcher=watcher, resume=True
    )
    assert outcome.reason == "the run had already finished: nothing to do"
    assert watcher.steps == []
    assert before == {
        path: path.read_bytes() for path in sorted((tmp_path / "run").rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("made", [False, True])
def test_resuming_nothing_starts_anew(
    whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path, made: bool
) -> None:
    if made:
        (tmp_path / "run").mkdir()
    watcher = Watcher()
    train(pairs, tmp_path / "run", dev=dev_pairs, watcher=watcher, resume=True)
    assert f"nothing to resume in {tmp_path / 'run'}: a new run begins" in watcher.plan.notes
    assert_same_run(tmp_path / "run", whole)


@pytest.fixture(scope="module")
def halted(pairs: Path, dev_pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a run that was stopped after seven steps."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(pairs, folder, dev=dev_pairs, stop=stop_after(7))
    return folder


@pytest.fixture
def stopped(halted: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(halted, tmp_path / "run")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"training.epochs": 4}, "--training.epochs 3 (now 4)"),
        ({"seed": 3}, "--seed 1 (now 3)"),
        ({"model.dropout": 0.2}, "--model.dropout 0.1 (now 0.2)"),
        ({"model.dropout": 0.2, "seed": 3}, "--seed 1 (now 3); --model.dropout 0.1 (now 0.2)"),
        ({"model.bidirectional": False}, "--model.bidirectional true (now false)"),
        # Another way to read the same files, which are not to blame.
        ({"data.source_units": "codepoints"}, "--data.source_units characters (now codepoints)"),
        ({"data.min_count": 2}, "no --data.min_count (now 2)"),
        # What follows from them is not named: embeddings and states of the decoder, and the
        # patience of 20 epochs.
        ({"model.hidden": 9}, "--model.hidden 8 (now 9)"),
        ({"training.epochs": 20}, "--training.epochs 3 (now 20)"),
        (
            {"seed": 2, "model.dropout": 0.2, "model.cell": "gru", "training.epochs": 4},
            "--seed 1 (now 2); --model.cell lstm (now gru); --model.dropout 0.1 (now 0.2) and more",
        ),
    ],
)
def test_other_settings_are_refused(
    stopped: Path, pairs: Path, dev_pairs: Path, changes: dict[str, Any], what: str
) -> None:
    before = {path: path.read_bytes() for path in sorted(stopped.rglob("*")) if path.is_file()}
    with pytest.raises(
        PantoumError, match=re.escape(f"last.pt: the run was started with {what}; give the same")
    ):
        train(pairs, stopped, changes, dev=dev_pairs, resume=True)
    assert before == {
        path: path.read_bytes() for path in sorted(stopped.rglob("*")) if path.is_file()
    }


def test_a_setting_that_is_not_given_again_is_named(
    pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    train(pairs, tmp_path / "run", {"data.vocabulary_size": 300}, dev=dev_pairs, stop=stop_after(7))
    with pytest.raises(
        PantoumError,
        match=r"started with --data\.vocabulary_size 300 \(now not given\); give the same",
    ):
        train(pairs, tmp_path / "run", dev=dev_pairs, resume=True)


def test_a_setting_may_be_given_that_was_chosen_by_itself(
    whole: Path, stopped: Path, pairs: Path, dev_pairs: Path
) -> None:
    train(
        pairs,
        stopped,
        {"training.patience": 5, "model.decoder_hidden": 8},
        dev=dev_pairs,
        resume=True,
    )
    assert_same_run(stopped, whole)


def test_other_data_are_refused(
    stopped: Path, pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    lines = pairs.read_text(encoding="utf-8").splitlines()
    other = write_tsv(tmp_path / "other.tsv", [line.split("\t") for line in [*lines[1:], lines[0]]])
    for train_file, dev_file in ((other, dev_pairs), (pairs, other)):
        with pytest.raises(
            PantoumError, match="the run was started with other data; give the same"
        ):
            train(train_file, stopped, dev=dev_file, resume=True)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 rubbish", None])
def test_a_damaged_checkpoint_is_refused(
    stopped: Path, pairs: Path, dev_pairs: Path, damage: bytes | None
) -> None:
    path = stopped / "checkpoints" / "last.pt"
    path.write_bytes(path.read_bytes()[:-500] if damage is None else damage)
    with pytest.raises(
        PantoumError, match=r"last\.pt: the checkpoint is damaged; train again with --overwrite$"
    ):
        train(pairs, stopped, dev=dev_pairs, resume=True)


@pytest.mark.parametrize("name", ["model", "optimizer"])
def test_one_changed_byte_of_a_checkpoint(
    stopped: Path, pairs: Path, dev_pairs: Path, name: str
) -> None:
    path = stopped / "checkpoints" / "last.pt"
    data = bytearray(path.read_bytes())
    state = checkpoint_of(stopped)["engine"][name]
    tensor = state["decoder.output.weight"] if name == "model" else state["state"][0]["exp_avg"]
    data[data.index(tensor.numpy().tobytes()) + 5] ^= 1
    path.write_bytes(data)
    with pytest.raises(
        PantoumError, match=r"last\.pt: the checkpoint is damaged; train again with --overwrite$"
    ):
        train(pairs, stopped, dev=dev_pairs, resume=True)


def test_a_checkpoint_that_cannot_be_read_is_not_called_damaged(
    stopped: Path, pairs: Path, dev_pairs: Path
) -> None:
    path = stopped / "checkpoints" / "last.pt"
    path.unlink()
    path.mkdir()
    with pytest.raises(
        PantoumError, match=r"last\.pt: cannot be read: Is a directory: check that it is"
    ):
        train(pairs, stopped, dev=dev_pairs, resume=True)


def test_a_pickle_is_not_run(stopped: Path, pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "sprung",)

    torch.save({"progress": {}, "trap": Trap()}, stopped / "checkpoints" / "last.pt")
    with pytest.raises(PantoumError, match="damaged"):
        train(pairs, stopped, dev=dev_pairs, resume=True)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state["engine"].pop("optimizer"),
        lambda state: state["engine"]["model"].popitem(),
        lambda state: state["engine"].update(model={}),
        lambda state: state["engine"].update(average=3),
        lambda state: state["engine"]["random"].update(cpu="x"),
        lambda state: state["progress"].update(epoch="x"),
        lambda state: state["progress"].update(batch=-1),
        lambda state: state["progress"].pop("step") and state["progress"].update(stepp=1),
    ],
)
def test_a_checkpoint_with_a_wrong_part_is_called_damaged(
    stopped: Path, pairs: Path, dev_pairs: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    state = checkpoint_of(stopped)
    change(state)
    torch.save(state, stopped / "checkpoints" / "last.pt")
    with pytest.raises(
        PantoumError, match=r"last\.pt: the checkpoint is damaged; train again with --overwrite$"
    ):
        train(pairs, stopped, dev=dev_pairs, resume=True)


def test_a_setting_that_an_earlier_version_did_not_have(
    stopped: Path, pairs: Path, dev_pairs: Path, whole: Path
) -> None:
    state = checkpoint_of(stopped)
    del state["fingerprint"]["format"]
    torch.save(state, stopped / "checkpoints" / "last.pt")
    with pytest.raises(PantoumError, match=r"no --format \(now tsv\)"):
        train(pairs, stopped, {"format": "tsv"}, dev=dev_pairs, resume=True)
    train(pairs, stopped, dev=dev_pairs, resume=True)
    assert_same_run(stopped, whole)


def test_the_checkpoint_holds_nothing_but_plain_values(stopped: Path) -> None:
    state = checkpoint_of(stopped)  # loaded weights-only
    assert set(state) == {"progress", "engine", "fingerprint"}
    assert set(state["engine"]["random"]) == {"cpu"}
    assert state["fingerprint"]["model.hidden"] == tiny().model.hidden
    assert same_tensors(state["progress"]["epoch"], 1)
    assert json.dumps(state["fingerprint"])


@pytest.mark.parametrize("name", ["checkpoints/last.pt", "metrics.jsonl", "metrics.json"])
def test_a_pipe_in_the_place_of_a_file_is_refused(
    name: str, whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path / "run")
    (tmp_path / "run" / name).unlink()
    os.mkfifo(tmp_path / "run" / name)
    with pytest.raises(PantoumError, match=f"{name}: not a regular file, but a pipe"):
        train(pairs, tmp_path / "run", dev=dev_pairs, resume=True)
