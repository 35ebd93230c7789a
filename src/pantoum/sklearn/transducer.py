"""Strings to strings, as an estimator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from pantoum.config import TaskName
from pantoum.evaluation import assess_pairs
from pantoum.sklearn.base import SequenceEstimator, inputs_of, pairs_of


class SequenceTransducer(SequenceEstimator):
    """An encoder-decoder: a string for each string, such as a pronunciation or an inflected form.

    Args:
        hidden, embedding, layers: sizes of the network, and layers of the encoder.
        cell: "lstm", "gru", "rnn", ...
        attention: "additive", "dot", ..., "none".
        dropout: between 0 and 1.
        source_units, target_units: "characters", "symbols", "words", ...
        epochs, learning_rate, batch_tokens, patience: of the training.
        beam: of the search.
        device: "cpu", "cuda", ...
        threads: of PyTorch; 0 chooses.
        random_state: the seed, a `numpy.random.RandomState`, or None for the usual seed.
        verbose: show a bar and the evaluations.
        settings: further settings, by their names.
    """

    task: ClassVar[TaskName] = "seq2seq"

    def __init__(
        self,
        *,
        hidden: Any = None,
        embedding: Any = None,
        layers: Any = None,
        cell: Any = None,
        attention: Any = None,
        dropout: Any = None,
        source_units: Any = None,
        target_units: Any = None,
        epochs: Any = None,
        learning_rate: Any = None,
        batch_tokens: Any = None,
        patience: Any = None,
        beam: Any = None,
        device: Any = None,
        threads: Any = None,
        random_state: Any = None,
        verbose: Any = False,
        settings: Mapping[str, Any] | Any = None,
    ) -> None:
        self.hidden = hidden
        self.embedding = embedding
        self.layers = layers
        self.cell = cell
        self.attention = attention
        self.dropout = dropout
        self.source_units = source_units
        self.target_units = target_units
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_tokens = batch_tokens
        self.patience = patience
        self.beam = beam
        self.device = device
        self.threads = threads
        self.random_state = random_state
        self.verbose = verbose
        self.settings = settings

    def fit(self, X: Any, y: Any) -> SequenceTransducer:
        """Learn from strings and their right outputs; a part of them is held out to choose the
        best weights, as `pantoum.train` does.

        Args:
            X, y: strings, as many of each.
        Raises: PantoumError for strings and settings that cannot be used.
        """
        self._fit(pairs_of(X, y))
        return self

    def predict(self, X: Any) -> list[str]:
        """The output for each string."""
        model = self._fitted()
        return [one.text for one in model(inputs_of(X), attention=False)]

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The share of outputs that are exactly right, from 0 to 1.

        Args:
            sample_weight: of each string; equal by default.
        """
        data = self._fitted().config.data
        pairs = pairs_of(X, y)
        judged = assess_pairs(
            data.target_units,
            [target for _, target in pairs],
            self.predict([source for source, _ in pairs]),
            normalization=data.normalization,
        )
        return float(np.average(judged.quality, weights=sample_weight))
