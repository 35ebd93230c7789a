"""The numbers of each evaluation, for TensorBoard."""

import sys
from pathlib import Path

import pytest
from tests.reversing import Watcher, tiny
from tests.training.runs import train

from pantoum.errors import PantoumError
from pantoum.tasks import prepare
from pantoum.training.listeners import TensorBoardListener
from pantoum.training.run import train_model


def test_without_tensorboard_it_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(
        PantoumError,
        match=r"needs TensorBoard: pip install -e '\.\[tensorboard\]' in a clone of Pantoum$",
    ):
        TensorBoardListener(tmp_path)


@pytest.mark.filterwarnings("ignore")  # TensorBoard's own
def test_each_evaluation_is_written(pairs: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    watcher = Watcher()
    listeners = [watcher, TensorBoardListener(tmp_path / "events")]
    assert not (tmp_path / "events").exists()
    prepared = prepare([pairs], [pairs], tiny({"training.epochs": 2}))
    train_model(prepared, tmp_path / "run", listeners)
    events = EventAccumulator(str(tmp_path / "events")).Reload()
    losses = [(event.step, event.value) for event in events.Scalars("train/loss")]
    assert losses == [(record.step, pytest.approx(record.train_loss)) for record in watcher.records]
    rates = [event.value for event in events.Scalars("dev/word_error_rate")]
    assert rates == pytest.approx([record.dev["word_error_rate"] for record in watcher.records])
    assert "dev/examples" not in events.Tags()["scalars"]
    (tmp_path / "run" / "tensorboard").mkdir()
    (tmp_path / "run" / "tensorboard" / "events.out.tfevents.1.old").touch()
    (tmp_path / "run" / "tensorboard" / "notes.txt").touch()
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs, overwrite=True)
    assert [path.name for path in (tmp_path / "run" / "tensorboard").iterdir()] == ["notes.txt"]
    train(pairs, tmp_path / "plain", {"training.epochs": 1}, dev=pairs)
    assert not (tmp_path / "plain" / "tensorboard").exists()
