"""Lists of words to lists of tags, as an estimator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from pantoum.config import TaskName
from pantoum.data.items import check_tagged
from pantoum.data.origin import place_of_item
from pantoum.errors import PantoumError
from pantoum.sklearn.base import SequenceEstimator, inputs_of, pairs_of


class SequenceTagger(SequenceEstimator):
    """A sequence tagger: a tag for each word of a sentence.

    A fitted one has in ``classes_`` the tags, in the order of the columns of `predict_proba`.

    Args:
        hidden, embedding, layers: sizes of the network, and its layers.
        cell: "lstm", "gru", "rnn", ...
        characters: how the letters of words are read: "lstm", "cnn", ..., "none".
        crf: whether tags are chosen together: True, False or "auto".
        dropout: between 0 and 1.
        epochs, learning_rate, batch_tokens, patience: of the training.
        device: "cpu", "cuda", ...
        threads: of PyTorch; 0 chooses.
        random_state: the seed, a `numpy.random.RandomState`, or None for the usual seed.
        verbose: show a bar and the evaluations.
        settings: further settings, by their names.
    """

    task: ClassVar[TaskName] = "tagger"

    def __init__(
        self,
        *,
        hidden: Any = None,
        embedding: Any = None,
        layers: Any = None,
        cell: Any = None,
        characters: Any = None,
        crf: Any = None,
        dropout: Any = None,
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
        self.characters = characters
        self.crf = crf
        self.dropout = dropout
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_tokens = batch_tokens
        self.patience = patience
        self.device = device
        self.threads = threads
        self.random_state = random_state
        self.verbose = verbose
        self.settings = settings

    def fit(self, X: Any, y: Any) -> SequenceTagger:
        """Learn from sentences and their tags; a part of them is held out to choose the best
        weights, as `pantoum.train` does.

        Args:
            X: sentences, each a list of words.
            y: for each a list of as many tags.
        Raises: PantoumError for sentences and settings that cannot be used.
        """
        self._fit(sentences_of(X, y))
        (column,) = self.model_.columns
        self.classes_ = np.array(column.labels.labels)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The tags of each sentence: an array [sentences] of lists, as
        `sklearn.model_selection.cross_val_predict` needs it to put parts together.
        """
        model = self._fitted()
        tags = [one.tags for one in model(words_of(X))]
        # One by one: sentences of one length would become rows.
        found = np.empty(len(tags), dtype=object)
        for place, of_one in enumerate(tags):
            found[place] = of_one
        return found

    def predict_proba(self, X: Any) -> list[np.ndarray]:
        """For each sentence the probability of each tag at each word [words, tags]."""
        model = self._fitted()
        (name,) = model.schemes
        taggings = model(words_of(X), probabilities=True)
        return [one.probabilities[name] for one in taggings]

    def score(self, X: Any, y: Any) -> float:
        """The share of words whose tag is right, from 0 to 1."""
        self._fitted()
        sentences = sentences_of(X, y)
        predicted = self.predict([words for words, _ in sentences])
        right = [
            tag == found
            for (_, tags), outputs in zip(sentences, predicted, strict=True)
            for tag, found in zip(tags, outputs, strict=True)
        ]
        return float(np.mean(right))


def sentences_of(X: Any, y: Any) -> list[tuple[list[Any], list[Any]]]:
    """Words and tags of each sentence.

    Raises: PantoumError for a sentence that is a string, and for another number of tags than words.
    """
    sentences = []
    for number, (words, tags) in enumerate(pairs_of(X, y), start=1):
        if isinstance(words, str) or isinstance(tags, str):
            raise _not_split(number)
        sentence = list(words), list(tags)
        check_tagged(sentence[0], [sentence[1]], "X", number)
        sentences.append(sentence)
    return sentences


def words_of(X: Any) -> list[list[Any]]:
    """The words of each sentence to tag.

    Raises: PantoumError for a sentence that is a string, whose letters would be words.
    """
    sentences = inputs_of(X)
    for number, words in enumerate(sentences, start=1):
        if isinstance(words, str):
            raise _not_split(number)
    return [list(words) for words in sentences]


def _not_split(number: int) -> PantoumError:
    return PantoumError(
        "a sentence is a list of words, and its tags are a list, but one is a string",
        where=place_of_item("X", number),
        remedy="split it into words",
    )
