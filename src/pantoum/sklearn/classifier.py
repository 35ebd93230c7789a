"""Strings to labels, as an estimator."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from jaxtyping import Float
from sklearn.base import ClassifierMixin

from pantoum.config import TaskName
from pantoum.data import Example, labels_of
from pantoum.data.origin import place_of_item
from pantoum.errors import PantoumError
from pantoum.sklearn.base import SequenceEstimator, inputs_of, pairs_of


class SequenceClassifier(ClassifierMixin, SequenceEstimator):
    """A classifier: a label for each string.

    Labels are of any hashable type, and given back as they were. A fitted classifier has them in
    ``classes_``, in the order of the columns of `predict_proba`; sorted, where they can be.

    Args:
        hidden, embedding, layers: sizes of the network, and its layers.
        cell: "lstm", "gru", "rnn", ...
        pooling: how the states of a string become one vector: "attention", "mean", "max", "last".
        dropout: between 0 and 1.
        source_units: "characters", "symbols", "words", ...
        epochs, learning_rate, batch_tokens, patience: of the training.
        device: "cpu", "cuda", ...
        threads: of PyTorch; 0 chooses.
        random_state: the seed, a `numpy.random.RandomState`, or None for the usual seed.
        verbose: show a bar and the evaluations.
        settings: further settings, by their names.
    """

    task: ClassVar[TaskName] = "classifier"

    def __init__(
        self,
        *,
        hidden: Any = None,
        embedding: Any = None,
        layers: Any = None,
        cell: Any = None,
        pooling: Any = None,
        dropout: Any = None,
        source_units: Any = None,
        epochs: Any = None,
        learning_rate: Any = None,
        batch_tokens: Any = None,
        patience: Any = None,
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
        self.pooling = pooling
        self.dropout = dropout
        self.source_units = source_units
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_tokens = batch_tokens
        self.patience = patience
        self.device = device
        self.threads = threads
        self.random_state = random_state
        self.verbose = verbose
        self.settings = settings

    def fit(self, X: Any, y: Any) -> SequenceClassifier:
        """Learn from strings and their labels; a part of them is held out to choose the best
        weights, as `pantoum.train` does.

        Args:
            X: strings.
            y: as many labels; of two different ones at least.
        Raises: PantoumError for strings, labels and settings that cannot be used.
        """
        pairs = pairs_of(X, y)
        for number, (_, label) in enumerate(pairs, start=1):
            if not isinstance(label, Hashable):
                raise PantoumError(
                    f"the label {label!r:.40} is not hashable",
                    where=place_of_item("y", number),
                    remedy="give strings, numbers or tuples",
                )
        labels = ordered([label for _, label in pairs])
        names = names_of(labels)
        written = dict(zip(labels, names, strict=True))
        self._fit([(text, written[label]) for text, label in pairs])
        self.classes_ = array_of(labels)
        self.names_ = names
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The label of each string [n]."""
        best = self.predict_proba(X).argmax(axis=1)
        return self.classes_[best]

    def predict_proba(self, X: Any) -> Float[np.ndarray, "n classes"]:
        """The probability of each label of ``classes_`` for each string; each row sums to 1."""
        model = self._fitted()
        found = model(inputs_of(X))
        # A label that is rare may stand in the held-out part alone: the model cannot give it.
        rows = [[one.probabilities.get(name, 0.0) for name in self.names_] for one in found]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.names_))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The share of labels that are right, from 0 to 1.

        Args:
            sample_weight: of each string; equal by default.
        """
        self._fitted()
        pairs = pairs_of(X, y)
        predicted = self.predict([text for text, _ in pairs])
        right = [bool(label == found) for (_, label), found in zip(pairs, predicted, strict=True)]
        return float(np.average(right, weights=sample_weight))


def ordered(labels: Sequence[Hashable]) -> list[Any]:
    """The different labels; sorted, or where they cannot be compared, as they come."""
    different: list[Any] = list(dict.fromkeys(labels))
    try:
        return sorted(different)
    except TypeError:
        return different


def names_of(labels: Sequence[Any]) -> list[str]:
    """What the model calls each label: itself if it is a string that the model would not change,
    else its number.
    """
    if all(isinstance(label, str) and label.strip() for label in labels):
        names = [str(label) for label in labels]
        if labels_of([Example("", name) for name in names]) == names:
            return names
    return [str(number) for number in range(len(labels))]


def array_of(labels: Sequence[Any]) -> np.ndarray:
    """Labels as an array: of strings or of numbers if they are all of one kind, else of objects."""
    for kind in (str, bool, int, float):
        if all(type(label) is kind for label in labels):
            return np.array(labels)
    if all(isinstance(label, np.generic) for label in labels) and len(set(map(type, labels))) == 1:
        return np.array(labels)
    array = np.empty(len(labels), dtype=object)
    for place, label in enumerate(labels):  # one by one, or tuples would become rows
        array[place] = label
    return array
