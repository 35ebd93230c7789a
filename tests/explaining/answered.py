"""Stored models with data, and with predictions made by hand where a test knows what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tests.stored.making import FOLDER

import pantoum
from pantoum.data import Example, Sentence
from pantoum.explaining.examined import Examined
from pantoum.predictor.classification import Classification
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.tagging import Tagging

STORED = FOLDER / "format4"


def examined(name: str, data: Sequence[Any]) -> Examined:
    return Examined.of(pantoum.load(STORED / name), data)


def answering(name: str, data: Sequence[Any], predictions: Sequence[Any]) -> Examined:
    """The same, with predictions that the model does not make."""
    found = examined(name, data)
    found.__dict__["predictions"] = list(predictions)
    return found


def written(text: str, probability: float) -> Prediction:
    score = float(np.log(probability)) if probability else -np.inf
    return Prediction(text, list(text), score, score, None, [])


def labelled(label: str, probability: float) -> Classification:
    return Classification(label, probability, {label: probability}, None, [])


def tagged(words: str, tags: str, shares: Sequence[float], labels: str = "ABC") -> Tagging:
    """Of a model with one column; each tag is a letter."""
    ids = [labels.index(tag) for tag in tags]
    table = np.zeros((len(tags), len(labels)))
    table[np.arange(len(tags)), ids] = shares
    return Tagging(
        words.split(), {"2": list(tags)}, {"2": 0.0}, {"2": table}, {"2": list(labels)}, {"2": ids}
    )


def pair(source: str, target: str | None) -> Example:
    return Example(source, target)


def sentence(words: str, tags: str, number: int = 1) -> Sentence:
    return Sentence(tuple(words.split()), (tuple(tags),), number)
