"""Every kind of data and every combination of blocks trains, saves, loads and predicts the same."""

from pathlib import Path
from typing import Any

import pytest
from tests.model_dir.test_directory import same_predictions
from tests.models.combinations import SAMPLE, name_of
from tests.reversing import reversals, tiny, write_tsv
from tests.training.runs import train_two_steps

import pantoum
from pantoum.model_dir import TrainedModel, save_model
from pantoum.predictor import Predictor
from pantoum.tasks import prepare

TWO_STEPS = {"training.epochs": 2, "training.batch_tokens": 10_000}
ROWS = reversals()[:16]
KINDS = {
    "characters": ({}, ROWS),
    "features": ({}, [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(ROWS)]),
    "symbols": (
        {"data.source_units": "symbols", "data.target_units": "symbols"},
        [(" ".join(a), " ".join(b)) for a, b in ROWS],
    ),
    "words": (
        {"data.source_units": "words", "data.target_units": "words"},
        [(" ".join(a), " ".join(b)) for a, b in ROWS],
    ),
    "bpe": (
        {"data.source_units": "bpe", "data.target_units": "bpe", "data.vocabulary_size": 270},
        ROWS,
    ),
}
# Every kind of data, with other blocks each time.
CHOICES = [(kind, SAMPLE[index]) for index, kind in enumerate([*KINDS] * 3)]


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        pytest.param(*one, marks=[pytest.mark.exhaustive] if place >= len(KINDS) else [])
        for place, one in enumerate(CHOICES)
    ],
    ids=[f"{kind}-{name_of(choice)}" for kind, choice in CHOICES],
)
def test_two_steps_saved_and_loaded_predict_the_same(
    kind: str, choice: dict[str, Any], tmp_path: Path
) -> None:
    data, rows = KINDS[kind]
    path = write_tsv(tmp_path / "data.tsv", rows)
    fitting = 4 * (2 if choice["bidirectional"] else 1)  # as a dot score wants it
    blocks = {f"model.{name}": value for name, value in choice.items()}
    sizes = {
        "model.hidden": 4,
        "model.decoder_hidden": fitting if choice["attention"] == "dot" else 6,
    }
    prepared = prepare([path], [path], tiny(data | blocks | sizes | TWO_STEPS))
    model = train_two_steps(prepared, tmp_path / "run")
    trained = TrainedModel(prepared.config, prepared.task, model)
    save_model(tmp_path, trained, {})
    loaded = pantoum.load(tmp_path, task="seq2seq")
    assert {name: getattr(loaded.config.model, name) for name in choice} == choice
    sources = [row[0] for row in rows]
    features = [row[2] for row in rows] if kind == "features" else None
    assert same_predictions(loaded, Predictor(trained), sources, features)
    assert len(pantoum.load(tmp_path / "run", task="seq2seq")(sources, features, beam=3)) == len(
        rows
    )
