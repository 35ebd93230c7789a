"""The stored models with some data to explain them on."""

from __future__ import annotations

from typing import Any

from tests.stored.making import FOLDER

import pantoum
from pantoum.data import Example, Sentence
from pantoum.explaining.examined import Examined

STORED = FOLDER / "format4"


def pairs(*texts: str, features: str | None = None) -> list[Example]:
    return [Example(text, None, features) for text in texts]


DATA: dict[str, list[Any]] = {
    "additive_lstm": pairs("abcab", "cab", "bca"),
    "dot_gru_features": pairs("abc", "cab", features="X;Y"),
    "deep_rnn_without_attention": pairs("abcab", "cab"),
    "classifier": pairs("abca", "cabb"),
    "language_model": ["abba", "ab"],
    "crf_tagger": [Sentence(("a", "dog", "runs"), (), 1), Sentence(("dogs", "run"), (), 2)],
    "softmax_tagger": [Sentence(("a", "dog", "runs"), (), 1)],
}


def stored(name: str, data: list[Any] | None = None) -> Examined:
    """A stored model with data, by default those of `DATA`."""
    return Examined.of(pantoum.load(STORED / name), DATA[name] if data is None else data)
