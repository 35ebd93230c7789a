"""The event files of an earlier run, which its output directory has."""

from pathlib import Path

from tests.training.runs import train


def test_they_go_with_the_model_that_they_are_of(pairs: Path, tmp_path: Path) -> None:
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs)
    assert not (tmp_path / "run" / "tensorboard").exists()
    (tmp_path / "run" / "tensorboard").mkdir()
    (tmp_path / "run" / "tensorboard" / "events.out.tfevents.1.old").touch()
    (tmp_path / "run" / "tensorboard" / "notes.txt").touch()
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs, overwrite=True)
    assert [path.name for path in (tmp_path / "run" / "tensorboard").iterdir()] == ["notes.txt"]
