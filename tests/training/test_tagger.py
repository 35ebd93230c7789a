"""Runs of taggers: resumed bit for bit, one seed one run, the best by F1 or accuracy, pretrained
vectors untouched.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tests.reversing import Watcher, metrics_of
from tests.tagging import clauses, names, train_tagger, write_conll, write_conllu
from tests.training.runs import assert_same_run, checkpoint_of, final_weights, same_tensors

from pantoum.errors import PantoumError
from pantoum.model_dir import load_model

TABLE = {"ada": [1.0, -2.0, 0.5], "Oslo": [0.25, 3.0, -1.0], "sees": [-1.0, 0.0, 2.0]}
# Everything that draws random numbers or is read of a word.
EVERYTHING = {
    "model.dropout": 0.3,
    "model.recurrent_dropout": 0.2,
    "model.layers": 2,
    "tagger.word_shape": True,
    "tagger.affixes": 2,
}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of thirty sentences with names; beside it lie ten others for the dev part, and vectors
    of some words.
    """
    folder = tmp_path_factory.mktemp("data")
    write_conll(folder / "dev.conll", names()[30:40])
    lines = [f"{word} {' '.join(map(str, numbers))}\n" for word, numbers in TABLE.items()]
    (folder / "vectors.txt").write_text("".join(lines), encoding="utf-8")
    return write_conll(folder / "train.conll", names()[:30])


def settings(data: Path, changes: dict[str, Any]) -> dict[str, Any]:
    return EVERYTHING | {"tagger.vectors": str(data.with_name("vectors.txt"))} | changes


@pytest.fixture(scope="session")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a run of three epochs that was left alone."""
    folder = tmp_path_factory.mktemp("runs") / "whole"
    train_tagger(data, folder, settings(data, {}), dev=data.with_name("dev.conll"))
    return folder


@pytest.mark.parametrize("steps", [2, 7])
def test_a_run_that_was_stopped_and_resumed_ends_as_if_it_had_been_left_alone(
    steps: int, whole: Path, data: Path, tmp_path: Path
) -> None:
    watcher = Watcher()
    dev = data.with_name("dev.conll")
    changes = settings(data, {})
    train_tagger(
        data,
        tmp_path / "run",
        changes,
        dev=dev,
        watcher=watcher,
        stop=lambda: len(watcher.steps) == steps,
    )
    assert checkpoint_of(tmp_path / "run")["progress"]["step"] == steps
    assert load_model(tmp_path / "run").config.tagger.affixes == 2
    assert (
        train_tagger(data, tmp_path / "run", changes, dev=dev, resume=True).reason
        == "all 3 epochs are done"
    )
    assert_same_run(tmp_path / "run", whole)


def test_a_softmax_over_two_columns_is_resumed_too(tmp_path: Path) -> None:
    path = write_conllu(tmp_path / "a.conllu", clauses())
    changes = {
        "data.tag_columns": "upos,xpos",
        "model.cell": "gru",
        "tagger.characters": "cnn",
        "training.epochs": 2,
    }
    train_tagger(path, tmp_path / "whole", changes)
    for _ in range(100):  # stopped after each step
        outcome = train_tagger(path, tmp_path / "run", changes, resume=True, stop=lambda: True)
        if outcome.reason.startswith("all"):
            break
    assert_same_run(tmp_path / "run", tmp_path / "whole")


def test_one_seed_gives_one_run(whole: Path, data: Path, tmp_path: Path) -> None:
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        train_tagger(data, folder, settings(data, {"seed": seed}), dev=data.with_name("dev.conll"))
    assert_same_run(tmp_path / "1", whole)
    assert not same_tensors(final_weights(tmp_path / "2"), final_weights(whole))


def test_other_settings_of_a_tagger_are_refused(whole: Path, data: Path) -> None:
    dev = data.with_name("dev.conll")
    with pytest.raises(
        PantoumError,
        match=r"the run was started with no --tagger\.crf \(now false\); give the same",
    ):
        train_tagger(data, whole, settings(data, {"tagger.crf": False}), dev=dev, resume=True)
    with pytest.raises(PantoumError, match="the run was started with other data; give the same"):
        train_tagger(data, whole, settings(data, {}), dev=data, resume=True)


def test_neither_training_nor_averaging_touches_the_pretrained_vectors(whole: Path) -> None:
    expected = np.array([[0.0] * 3, *TABLE.values()], dtype=np.float32)
    engine = checkpoint_of(whole)["engine"]
    saved = load_file(whole / "model.safetensors")
    for weights, name in (
        (engine["model"], "words.vectors.table"),
        (engine["average"], "module.words.vectors.table"),
        (saved, "words.vectors.table"),
    ):
        np.testing.assert_array_equal(weights[name], expected)
    torch.manual_seed(1)
    trained = load_model(whole)
    fresh = trained.task.build(trained.config).words.vectors
    for weights in (engine["model"], saved):  # which the projection of them is not
        assert not torch.equal(weights["words.vectors.projection.weight"], fresh.projection.weight)


@pytest.mark.parametrize(
    ("column", "score"), [("upos", "accuracy"), ("xpos", "accuracy"), ("2", "f1")]
)
def test_the_best_weights_are_those_of_the_best_score(
    column: str, score: str, data: Path, tmp_path: Path
) -> None:
    changes: dict[str, Any] = {
        "training.epochs": 6,
        "training.evaluate_every": 2,
        "training.learning_rate": 0.1,
    }
    if column == "2":
        train_tagger(data, tmp_path / "run", changes, dev=data.with_name("dev.conll"))
    else:
        path = write_conllu(tmp_path / "a.conllu", clauses())
        train_tagger(path, tmp_path / "run", changes | {"data.tag_columns": column})
    records = metrics_of(tmp_path / "run")
    values = [record["dev"][score] for record in records]
    assert [record["best"] for record in records] == [
        value > max(values[:place], default=-1) for place, value in enumerate(values)
    ]
    assert len(set(values)) > 2
    kept = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert kept["dev"][score] == max(values)
