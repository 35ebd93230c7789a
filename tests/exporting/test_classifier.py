"""Graphs of classifiers against the classifiers themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pytest
import torch
from tests.exporting.graphs import Session

from pantoum.cells import CELLS
from pantoum.config import ClassifierConfig, ModelConfig, PoolingName
from pantoum.data.corpus import FlatSequences
from pantoum.exporting.classifier import classifier_graph
from pantoum.inference import classify
from pantoum.models import Classifier, build_classifier

# Each traces a graph of its own; what users read is tested in every run by tests/exported.
pytestmark = pytest.mark.exhaustive

SYMBOLS = 9
LABELS = 4
TEXTS = [[4, 5, 6, 7, 8, 3], [3], [5, 5, 3], [8, 1, 4, 3]]


def small_classifier(pooling: PoolingName, **settings: Any) -> Classifier:
    sizes = {"embedding": 5, "hidden": 4, "layers": 1, "dropout": 0.0}
    model = build_classifier(
        ModelConfig(**(sizes | settings)), ClassifierConfig(pooling=pooling), SYMBOLS, LABELS
    )
    with torch.no_grad():  # of fresh weights all labels are about as likely
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter))
    return model.eval()


def padded(texts: Sequence[Sequence[int]], padding: int = 0) -> dict[str, np.ndarray]:
    lengths = np.array([len(text) for text in texts])
    source = np.full((len(texts), lengths.max()), padding)
    for row, text in zip(source, texts, strict=True):
        row[: len(text)] = text
    return {"source": source, "lengths": lengths}


def expected_of(model: Classifier, texts: Sequence[Sequence[int]]) -> list[Any]:
    return classify(model, FlatSequences.of(texts))


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    torch.manual_seed(0)
    return small_classifier("attention")


@pytest.fixture(scope="module")
def session(classifier: Classifier) -> Session:
    return Session(classifier_graph([classifier]))


@pytest.mark.parametrize("rows", [[0, 1, 2, 3], [1], [3, 2]], ids=str)
@pytest.mark.parametrize("padding", [0, 7])
def test_a_batch_one_row_and_one_symbol_whatever_padding_holds(
    classifier: Classifier, session: Session, rows: list[int], padding: int
) -> None:
    texts = [TEXTS[row] for row in rows]
    found = session(**padded(texts, padding))
    for row, one in enumerate(expected_of(classifier, texts)):
        np.testing.assert_allclose(
            found["probabilities"][row], np.exp(one.log_probabilities), atol=1e-6
        )
        length = len(texts[row])
        np.testing.assert_allclose(found["weights"][row, :length], one.weights, atol=1e-6)
        assert not found["weights"][row, length:].any()


# Pooling reads what a cell has written, whichever that is: each with one of the other.
POOLINGS: tuple[PoolingName, ...] = ("last", "mean", "max", "attention")
CELLS_AND_POOLINGS = [*zip(sorted(CELLS), cycle(POOLINGS), strict=False)]


@pytest.mark.parametrize(("cell", "pooling"), CELLS_AND_POOLINGS)
def test_every_cell_and_pooling(pooling: PoolingName, cell: Any) -> None:
    model = small_classifier(pooling, cell=cell, layers=2 if cell == "lstm" else 1)
    session = Session(classifier_graph([model]))
    assert session.outputs == ["probabilities", *(["weights"] if pooling == "attention" else [])]
    found = session(**padded(TEXTS))["probabilities"]
    expected = [np.exp(one.log_probabilities) for one in expected_of(model, TEXTS)]
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("same_inputs", [True, False])
def test_an_ensemble_averages_probabilities_and_the_weights_of_the_same_symbols(
    same_inputs: bool,
) -> None:
    models = [
        small_classifier("attention"),
        small_classifier("max", cell="gru"),
        small_classifier("attention", bidirectional=False),
    ]
    orders = [[0, 1, 2, 3], [2, 0, 3, 1], [3, 2, 1, 0]]
    reads = [TEXTS] * 3 if same_inputs else [TEXTS, [text[::-1] for text in TEXTS], TEXTS[::-1]]
    each = [expected_of(model, texts) for model, texts in zip(models, reads, strict=True)]
    session = Session(classifier_graph(models, orders, same_inputs=same_inputs))
    given = padded(TEXTS)
    for number, texts in ((2, reads[1]), (3, reads[2])):
        given |= {f"{name}_{number}": value for name, value in padded(texts).items()}
    found = session(**given)
    for row in range(len(TEXTS)):
        shares = [
            np.exp(of_model[row].log_probabilities)[order]
            for of_model, order in zip(each, orders, strict=True)
        ]
        np.testing.assert_allclose(found["probabilities"][row], np.mean(shares, axis=0), atol=1e-6)
        first, third = each[0][row].weights, each[2][row].weights
        if same_inputs:
            mean = (first + third) / 2
            np.testing.assert_allclose(found["weights"][row, : len(mean)], mean, atol=1e-6)
        else:
            np.testing.assert_allclose(found["weights"][row, : len(first)], first, atol=1e-6)
            np.testing.assert_allclose(found["weights_3"][row, : len(third)], third, atol=1e-6)
    if same_inputs:
        assert session.inputs == ["source", "lengths"]
    else:
        assert session.outputs == ["probabilities", "weights", "weights_3"]
