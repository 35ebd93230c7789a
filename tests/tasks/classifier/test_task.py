"""How good a classifier is, which of two is better, and what it is in words."""

import math
from pathlib import Path

import pytest
import torch
from tests.labelling import labelled

from pantoum.data import Example, LabelVocabulary
from pantoum.model_dir import load_model
from pantoum.tasks.classifier import score_labels, unknown_labels
from pantoum.tasks.classifier.preparation import encode_labelled


def test_scores_are_means_over_the_classes() -> None:
    right = ["a", "a", "a", "b", "c"]
    found = ["a", "a", "b", "b", "b"]
    scores = score_labels(right, found)
    # a: 2 of 2 predicted, 2 of 3 to find; b: 1 of 3 and 1 of 1; c: nothing.
    assert scores == pytest.approx(
        {
            "accuracy": 60,
            "precision": 100 * (1 + 1 / 3 + 0) / 3,
            "recall": 100 * (2 / 3 + 1 + 0) / 3,
            "f1": 100 * (0.8 + 0.5 + 0) / 3,
            "examples": 5,
        }
    )


def test_labels_that_are_not_known_are_counted_and_the_first_named() -> None:
    labels = LabelVocabulary(["a", "b"])
    assert unknown_labels(labels, ["a", "b", "b"]) == ""
    assert unknown_labels(labels, ["a", "x", "y", "x"]) == (
        "3 of 4 labels are not in the training data, so the model gets them wrong: x (2), y (1)"
    )
    assert unknown_labels(labels, [f"l{number}" for number in range(9)]).endswith(
        ": l0 (1), l1 (1), l2 (1), l3 (1), l4 (1), ..."
    )


def test_an_evaluation_scores_the_likeliest_labels(labeller: Path) -> None:
    trained = load_model(labeller)
    task = trained.task
    model = trained.model
    examples = [
        *(Example(*row) for row in labelled()[:20]),
        Example("abc", "beta"),
        Example("abc", "delta"),
    ]
    rows = encode_labelled(examples, task.source, task.labels)
    scores, sample, _ = task.evaluate(model, rows, examples, torch.device("cpu"), turn=20)
    outputs = []
    nll = []
    for example, label in zip(examples, rows.labels.tolist(), strict=True):
        ids = torch.tensor([task.source.encode(example.source)])
        shares = torch.softmax(model(ids, torch.tensor([ids.shape[1]]))[0][0].double(), dim=-1)
        outputs.append(task.labels.labels[int(shares.argmax())])
        nll += [-math.log(shares[label].item())] if label >= 0 else []
    assert scores["loss"] == pytest.approx(sum(nll) / len(nll), abs=1e-5)
    assert {name: scores[name] for name in ("accuracy", "examples")} == {
        "accuracy": 100 * sum(a == b.target for a, b in zip(outputs, examples, strict=True)) / 22,
        "examples": 22,
    }
    assert sample == ("abc", "beta", outputs[20], outputs[20] == "beta", "")


def test_the_accuracy_decides_and_then_the_loss(labeller: Path) -> None:
    key = load_model(labeller).task.selection_key
    better = [
        {"accuracy": 90.0, "loss": 2.0},
        {"accuracy": 80.0, "loss": 0.1},
        {"accuracy": 80.0, "loss": 0.2},
    ]
    assert sorted(better, key=key) == better


def test_the_card_says_what_it_is(labeller: Path) -> None:
    card = (labeller / "README.md").read_text(encoding="utf-8")
    assert "a classifier." in card
    for line in (
        "| input | characters (3 known) |",
        "| labels | 3 different |",
        "| pooling | attention |",
        "| trained on | 120 texts,",
    ):
        assert line in card
    source = labelled()[0][0]
    assert f"print(model({source!r}).label)" in card
