"""Runs of language models: each unit and cell is saved, loaded and scored the same, and stopping
changes nothing.
"""

from pathlib import Path
from typing import Any

import pytest
import torch
from tests.models.test_language_model import CHOICES
from tests.reversing import Watcher, tiny
from tests.training.runs import assert_same_run, checkpoint_of, train, train_in_memory
from tests.writing import TINY_WRITER, texts, write_text

import pantoum
from pantoum.model_dir import TrainedModel, save_model
from pantoum.predictor import LanguageModelPredictor
from pantoum.tasks import prepare

SPACED = [" ".join(text) for text in texts()[:40]]
UNITS = {
    "characters": texts()[:40],
    "codepoints": texts()[:40],
    "words": SPACED,
    "symbols": SPACED,
    "bpe": SPACED,
}
# The state is carried over several chunks of an epoch, and dropout draws random numbers at each.
CHANGES = {"model.layers": 2, "model.dropout": 0.2, "training.epochs": 2}


@pytest.mark.parametrize(
    ("units", "choice"),
    [(units, CHOICES[index]) for index, units in enumerate([*UNITS, *UNITS][:9])],
    ids=str,
)
def test_a_model_saved_and_loaded_scores_the_same(
    units: str, choice: dict[str, Any], tmp_path: Path
) -> None:
    path = write_text(tmp_path / "train.txt", UNITS[units])
    blocks = {f"model.{name}": value for name, value in choice.items()}
    size = {"data.vocabulary_size": 270} if units == "bpe" else {}
    prepared = prepare(
        [path], [path], tiny(blocks | size | {"data.target_units": units}, TINY_WRITER)
    )
    loop = train_in_memory(prepared)
    trained = TrainedModel(prepared.config, prepared.task, loop.engine.model)
    (tmp_path / "copy").mkdir()
    save_model(tmp_path / "copy", trained, {})
    loaded = pantoum.load(tmp_path / "copy", task="language_model")
    whole = LanguageModelPredictor(trained)
    assert loaded.config == prepared.config
    for one, other in zip(loaded(UNITS[units]), whole(UNITS[units]), strict=True):
        assert one.log_probabilities.tolist() == other.log_probabilities.tolist()
    assert loaded.generate(3) == whole.generate(3)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_text(tmp_path_factory.mktemp("data") / "train.txt", texts()[:60])


@pytest.fixture(scope="module")
def whole(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "whole"
    train(lines, folder, CHANGES, dev=lines, base=TINY_WRITER)
    return folder


def test_an_epoch_has_several_chunks_and_the_state_is_carried(
    lines: Path, whole: Path, tmp_path: Path
) -> None:
    assert checkpoint_of(whole)["progress"]["step"] >= 8
    carried = checkpoint_of(whole)["engine"]["carried"]
    assert [part.shape for part in carried] == [
        (4, 8)
    ] * 4  # two layers' hidden states and memories
    assert all(part.count_nonzero() for part in carried)


@pytest.mark.parametrize("steps", [1, 3, 4, 5, 7])
def test_a_run_that_is_stopped_in_an_epoch_goes_on_bit_for_bit(
    steps: int, lines: Path, whole: Path, tmp_path: Path
) -> None:
    watcher = Watcher()
    run = {"dev": lines, "base": TINY_WRITER}
    train(
        lines,
        tmp_path / "run",
        CHANGES,
        watcher=watcher,
        stop=lambda: len(watcher.steps) == steps,
        **run,
    )
    assert checkpoint_of(tmp_path / "run")["progress"]["step"] == steps
    train(lines, tmp_path / "run", CHANGES, resume=True, **run)
    assert_same_run(tmp_path / "run", whole)


def test_a_run_stopped_at_every_step_goes_on_too(lines: Path, whole: Path, tmp_path: Path) -> None:
    for _ in range(100):
        run = {"dev": lines, "base": TINY_WRITER, "stop": lambda: True}
        if train(lines, tmp_path / "run", CHANGES, resume=True, **run).reason.startswith("all"):
            break
    assert_same_run(tmp_path / "run", whole)


def test_without_its_state_a_run_would_not_be_the_same(
    lines: Path, whole: Path, tmp_path: Path
) -> None:
    watcher = Watcher()
    run = {"dev": lines, "base": TINY_WRITER}
    train(
        lines,
        tmp_path / "run",
        CHANGES,
        watcher=watcher,
        stop=lambda: len(watcher.steps) == 3,
        **run,
    )
    path = tmp_path / "run" / "checkpoints" / "last.pt"
    state = checkpoint_of(tmp_path / "run")
    assert state["progress"]["batch"] == 3
    state["engine"]["carried"] = []
    torch.save(state, path)
    train(lines, tmp_path / "run", CHANGES, resume=True, **run)
    with pytest.raises(AssertionError):
        assert_same_run(tmp_path / "run", whole)


def test_a_damaged_state_is_called_damaged(lines: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    run = {"dev": lines, "base": TINY_WRITER}
    train(
        lines,
        tmp_path / "run",
        CHANGES,
        watcher=watcher,
        stop=lambda: len(watcher.steps) == 3,
        **run,
    )
    state = checkpoint_of(tmp_path / "run")
    state["engine"]["carried"] = [3]
    torch.save(state, tmp_path / "run" / "checkpoints" / "last.pt")
    with pytest.raises(
        pantoum.PantoumError,
        match=r"last\.pt: the checkpoint is damaged; train again with --overwrite$",
    ):
        train(lines, tmp_path / "run", CHANGES, resume=True, **run)
