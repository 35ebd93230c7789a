"""The output directory: what is refused, and that nothing is lost when there is no room."""

import errno
import os
import shutil
from pathlib import Path

import pytest
import torch
from tests.full_disk import FULL, fill_disk, needs_full_disk
from tests.reversing import Watcher, metrics_of
from tests.training.runs import assert_same_run, checkpoint_of, train

from pantoum.errors import PantoumError
from pantoum.model_dir import load_model
from pantoum.predictor import load
from pantoum.training.reservation import check_output


@pytest.fixture
def done(pairs: Path, dev_pairs: Path, tmp_path: Path) -> Path:
    """The directory of a finished run of one epoch."""
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=dev_pairs)
    return tmp_path / "run"


def refused(folder: Path, resume: bool = False, overwrite: bool = False) -> str:
    with pytest.raises(PantoumError) as caught:
        check_output(folder, resume, overwrite)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{folder}: ")
    return str(caught.value).removeprefix(f"{folder}: ")


def test_a_new_or_empty_directory_is_fine(tmp_path: Path) -> None:
    for how in ((False, False), (True, False), (False, True)):
        check_output(tmp_path, *how)
        check_output(tmp_path / "new" / "deep", *how)
    (tmp_path / "checkpoints").mkdir()  # a run that stopped before it wrote anything
    check_output(tmp_path, False, False)


def test_a_model_is_kept_unless_it_may_go(done: Path) -> None:
    message = refused(done)
    assert message.startswith(
        "already holds a model; give --overwrite to replace it, --resume to go on"
    )
    check_output(done, True, False)
    check_output(done, False, True)


def test_a_model_without_a_checkpoint_cannot_be_gone_on_with(done: Path) -> None:
    (done / "checkpoints" / "last.pt").unlink()
    assert refused(done, resume=True).startswith("holds a model but no checkpoint to go on from")
    shutil.rmtree(done / "checkpoints")
    assert refused(done).startswith("already holds a model")
    check_output(done, False, True)


def test_a_run_without_a_model_yet_is_called_so(done: Path) -> None:
    (done / "config.json").unlink()
    assert refused(done).startswith(
        "holds a run that was stopped before its first evaluation; give --overwrite"
    )


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "config.json",
        "checkpoints/mine.ckpt",
        "README.md",
        "metrics.jsonl",
        "source.json",
    ],
)
def test_a_directory_of_other_things_is_never_used(tmp_path: Path, name: str) -> None:
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / name).write_text("mine")
    if name.startswith("checkpoints"):
        (tmp_path / "thesis.tex").write_text("mine, too")
    for how in ((False, False), (True, False), (False, True)):
        assert refused(tmp_path, *how).startswith(
            "is not empty and holds no model of Pantoum; give a new directory"
        )


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refused(tmp_path / "file") == "is a file, or below one; give a directory to --output"
    assert (
        refused(tmp_path / "file" / "below")
        == "is a file, or below one; give a directory to --output"
    )


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert refused(tmp_path / ("x" * 300)).startswith(
        "cannot be used as --output: File name too long"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(pairs: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(PantoumError, match="Permission denied"):
        train(pairs, tmp_path / "closed" / "run", dev=pairs)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_a_place_where_nobody_may_write(pairs: Path) -> None:
    with pytest.raises(PantoumError, match=r"^/proc/self/run: cannot be written: "):
        train(pairs, Path("/proc/self/run"), dev=pairs)


def test_overwriting_leaves_nothing_of_the_old_run(
    done: Path, pairs: Path, dev_pairs: Path
) -> None:
    train(pairs, done, {"training.epochs": 2, "model.cell": "gru"}, dev=dev_pairs, overwrite=True)
    assert len(metrics_of(done)) == 2
    assert load_model(done).config.model.cell == "gru"
    assert checkpoint_of(done)["fingerprint"]["model.cell"] == "gru"


def test_overwriting_keeps_the_users_own_files(done: Path, pairs: Path, dev_pairs: Path) -> None:
    (done / "notes.txt").write_text("mine")
    (done / "checkpoints" / "epoch3.pt").write_text("mine")
    train(pairs, done, {"training.epochs": 1}, dev=dev_pairs, overwrite=True)
    assert (done / "notes.txt").read_text() == "mine"
    assert (done / "checkpoints" / "epoch3.pt").read_text() == "mine"


def test_a_run_that_overwrites_touches_nothing_before_its_first_evaluation(
    done: Path, pairs: Path, dev_pairs: Path
) -> None:
    before = {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}
    with pytest.raises(KeyboardInterrupt):
        train(
            pairs,
            done,
            {"model.cell": "gru"},
            dev=dev_pairs,
            watcher=Watcher(at=_kill),
            overwrite=True,
        )
    assert before == {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}


def _kill(steps: int) -> None:
    raise KeyboardInterrupt


def test_a_run_that_overwrites_and_is_stopped_early_keeps_the_old_model(
    done: Path, pairs: Path, dev_pairs: Path
) -> None:
    kept = {path: path.read_bytes() for path in done.iterdir() if path.is_file()}
    changes = {"model.cell": "gru"}
    outcome = train(pairs, done, changes, dev=dev_pairs, stop=lambda: True, overwrite=True)
    assert outcome.reason == "stopped before its first evaluation, with the earlier model kept"
    assert kept == {path: path.read_bytes() for path in done.iterdir() if path.is_file()}
    train(pairs, done, changes, dev=dev_pairs, resume=True)
    train(pairs, done.parent / "other", changes, dev=dev_pairs)
    assert_same_run(done, done.parent / "other")


def test_files_of_others_with_the_ending_of_ours_stay(
    done: Path, pairs: Path, dev_pairs: Path
) -> None:
    left = ("model.safetensors", "checkpoints/last.pt", "checkpoints/evaluation-3.safetensors")
    for name in left:
        (done / f"{name}.0123456789abcdef.partial").write_text("half")
    of_others = {"notes.partial", "model.safetensors.partial", "notes.0123456789abcdef.partial"}
    for name in of_others:
        (done / name).write_text("mine")
    train(pairs, done, {"training.epochs": 1}, dev=dev_pairs, overwrite=True)
    assert {path.name for path in done.rglob("*.partial")} == of_others


def test_a_finished_run_whose_model_is_gone(done: Path, pairs: Path, dev_pairs: Path) -> None:
    (done / "config.json").unlink()
    with pytest.raises(
        PantoumError, match="the run had finished but its model is gone; give --overwrite"
    ):
        train(pairs, done, {"training.epochs": 1}, dev=dev_pairs, resume=True)


def test_a_name_that_is_no_text(pairs: Path, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"mod\xe8le")
    train(pairs, folder, {"training.epochs": 1}, dev=pairs)
    assert "mod\ufffdle" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no such locks here")
@pytest.mark.parametrize("resume", [True, False])
def test_two_runs_never_write_to_one_directory(
    pairs: Path, dev_pairs: Path, tmp_path: Path, whole: Path, resume: bool
) -> None:
    refusals: list[str] = []

    def begin_another(steps: int) -> None:
        with torch.random.fork_rng(), pytest.raises(PantoumError) as caught:
            train(pairs, tmp_path / "run", dev=dev_pairs, resume=resume, overwrite=not resume)
        refusals.append(str(caught.value))

    train(pairs, tmp_path / "run", dev=dev_pairs, watcher=Watcher(at=begin_another))
    what = "another run is writing there; wait until it has ended, or give another --output"
    assert set(refusals) == {f"{tmp_path / 'run'}: {what}"}
    assert_same_run(tmp_path / "run", whole)


def test_a_file_system_without_locks_is_good_enough(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unsupported(file: object, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    assert (
        train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs).reason
        == "the one epoch of the run is done"
    )


@pytest.mark.parametrize("closed", [".", "checkpoints"])
def test_a_directory_that_cannot_be_written_is_known_before_the_first_step(
    done: Path, pairs: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    before = {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != done / closed and access(path, mode)
    )
    watcher = Watcher()
    with pytest.raises(PantoumError) as caught:
        train(pairs, done, {"model.cell": "gru"}, dev=pairs, watcher=watcher, overwrite=True)
    assert str(caught.value) == (
        f"{done / closed}: cannot be written: Permission denied"
        ": check the place, its permissions and the room there"
    )
    assert watcher.steps == []
    assert before == {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}


@needs_full_disk
@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "checkpoints/last.pt"])
def test_no_room_for_a_new_model_leaves_the_old_one(
    done: Path, pairs: Path, dev_pairs: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load(done, task="seq2seq")("abc")
    files = {
        path.name: path.read_bytes()
        for path in done.iterdir()
        if path.is_file() and path.name != "metrics.jsonl"
    }

    def after_step(steps: int) -> None:
        if steps == 2:
            fill_disk(monkeypatch, done / name)

    watcher = Watcher(at=after_step)
    with pytest.raises(
        PantoumError,
        match=rf"{name.replace('.', '[.]')}: cannot be written: No space left on device: ",
    ):
        train(pairs, done, {"model.cell": "gru"}, dev=dev_pairs, watcher=watcher, overwrite=True)
    assert watcher.reasons == ["the run failed"]
    assert not list(done.rglob("*.partial"))
    if name != "checkpoints/last.pt":  # that one is written after the model
        assert files == {path: (done / path).read_bytes() for path in files}
        assert load(done, task="seq2seq")("abc").score == before.score


@needs_full_disk
def test_no_room_for_the_first_model_leaves_everything(
    done: Path, pairs: Path, dev_pairs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}
    fill_disk(monkeypatch, done / "model.safetensors")
    with pytest.raises(PantoumError, match="No space left on device"):
        train(pairs, done, {"model.cell": "gru"}, dev=dev_pairs, overwrite=True)
    assert before == {path: path.read_bytes() for path in sorted(done.rglob("*")) if path.is_file()}


@needs_full_disk
def test_no_room_for_metrics(pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"

    def after_step(steps: int) -> None:
        if steps == 2:
            (folder / "metrics.jsonl").unlink()
            (folder / "metrics.jsonl").symlink_to(FULL)

    with pytest.raises(
        PantoumError, match=r"metrics\.jsonl: cannot be written: No space left on device: "
    ):
        train(pairs, folder, dev=dev_pairs, watcher=Watcher(at=after_step))
    assert load_model(folder).config.model.hidden == 8


def test_files_have_the_usual_permissions(pairs: Path, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs)
    finally:
        os.umask(before)
    modes = {
        path.stat().st_mode & 0o777 for path in (tmp_path / "run").rglob("*") if path.is_file()
    }
    assert modes == {0o640}
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        *(
            "config.json",
            "model.safetensors",
            "source.json",
            "target.json",
            "metrics.json",
            "README.md",
        ),
        *("metrics.jsonl", "run.json", "checkpoints"),
    }
