"""Every kind of text and every pooling trains, saves, loads and classifies the same."""

from pathlib import Path
from typing import Any

import pytest
from tests.labelling import labelled
from tests.models.test_classifier import CHOICES
from tests.reversing import TINY_MODEL, tiny, write_tsv
from tests.training.runs import train_two_steps

import pantoum
from pantoum.model_dir import TrainedModel, save_model
from pantoum.predictor import ClassifierPredictor
from pantoum.tasks import prepare

ROWS = labelled()[:16]
SPACED = [(" ".join(text), label) for text, label in ROWS]
KINDS: dict[str, tuple[dict[str, Any], list[tuple[str, ...]]]] = {
    "characters": ({}, [*ROWS]),
    "features": ({}, [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(ROWS)]),
    "words": ({"data.source_units": "words"}, [*SPACED]),
    "symbols": ({"data.source_units": "symbols"}, [*SPACED]),
    "bpe": ({"data.source_units": "bpe", "data.vocabulary_size": 270}, [*ROWS]),
    "codepoints": ({"data.source_units": "codepoints"}, [*ROWS]),
}


@pytest.mark.parametrize(
    ("kind", "choice"), [(kind, CHOICES[index]) for index, kind in enumerate([*KINDS] * 2)], ids=str
)
def test_two_steps_saved_and_loaded_classify_the_same(
    kind: str, choice: dict[str, Any], tmp_path: Path
) -> None:
    data, rows = KINDS[kind]
    path = write_tsv(tmp_path / "data.tsv", rows)
    blocks = {f"model.{name}": value for name, value in choice.items() if name != "pooling"}
    blocks |= {"classifier.pooling": choice["pooling"], "task": "classifier"}
    steps = {"training.epochs": 2, "training.batch_tokens": 10_000}
    prepared = prepare([path], [path], tiny(data | blocks | steps, TINY_MODEL))
    model = train_two_steps(prepared, tmp_path / "run")
    trained = TrainedModel(prepared.config, prepared.task, model)
    (tmp_path / "copy").mkdir()
    save_model(tmp_path / "copy", trained, {})
    loaded = pantoum.load(tmp_path / "copy", task="classifier")
    assert loaded.config == prepared.config
    texts = [row[0] for row in rows]
    features = [row[2] for row in rows] if kind == "features" else None
    for one, other in zip(
        loaded(texts, features), ClassifierPredictor(trained)(texts, features), strict=True
    ):
        assert (one.label, one.tokens, one.probabilities) == (
            other.label,
            other.tokens,
            other.probabilities,
        )
        assert (one.weights is None) is (choice["pooling"] != "attention")
    assert len(pantoum.load(tmp_path / "run", task="classifier")(texts, features)) == len(rows)
