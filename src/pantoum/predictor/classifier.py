"""A trained classifier in memory: texts in, labels out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from jaxtyping import Float

from pantoum.config import ResolvedConfig, TaskName
from pantoum.data import FlatSequences, LabelVocabulary
from pantoum.data.units import without_surrogates
from pantoum.data.unlike_training import UnlikeTraining, unlike_training
from pantoum.errors import PantoumError
from pantoum.inference import LabelledRow, classify
from pantoum.model_dir import TrainedModel
from pantoum.models import Classifier
from pantoum.predictor.device import place
from pantoum.predictor.inputs import check_longest, features_for, listed
from pantoum.tasks import ClassifierTask

# Its states take half a gigabyte in a large model.
LONGEST_INPUT = 100_000
# What it means for one text, and for several, to be longer than any in training.
WHEN_LONGER = ("its label may be a guess", "their labels may be guesses")


@dataclass(frozen=True)
class Classification:
    """The label of one text.

    label: the likeliest one; probability: of this label; probabilities: of every label, the
    likeliest first; weights: how much each of `tokens` counted, summing to 1, or None for a pooling
    that does not learn that; tokens: the symbols of the text as the model read them, "</s>" last;
    warnings: a sentence on each way in which the text is unlike the training data.
    """

    label: str
    probability: float
    probabilities: dict[str, float]
    weights: Float[np.ndarray, " tokens"] | None
    tokens: list[str]
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Classification(label={self.label!r}, probability={self.probability:.4f})"

    def to_dict(self, source: str) -> dict[str, Any]:
        """The classification as JSON has it: probabilities with six decimals, weights with four.

        Args:
            source: the text.
        """
        weights = None
        if self.weights is not None:
            weights = [round(float(weight), 4) for weight in self.weights]
        values = {
            "source": without_surrogates(source),
            "label": self.label,
            "probability": round(self.probability, 6),
            "probabilities": {
                label: round(share, 6) for label, share in self.probabilities.items()
            },
            "source_tokens": self.tokens,
            "weights": weights,
        }
        return values | ({"warnings": list(self.warnings)} if self.warnings else {})


class ClassifierPredictor:
    """A trained classifier, ready to be called.

    ``model("bonjour")`` gives a `Classification`, a list of strings a list of them. A result does
    not depend on what else is in the list. White space around a text is left out, as in training;
    symbols never seen in training are read as unknown. A text without any symbol has a label, too.

    Raises: PantoumError for a device that is not there.
    """

    def __init__(
        self, trained: TrainedModel[ClassifierTask, Classifier], device: str = "cpu"
    ) -> None:
        self._config = trained.config
        self._task = trained.task
        self._model = trained.model
        self._device = place(trained.model, device)

    def __repr__(self) -> str:
        return (
            f"ClassifierPredictor({self._task.labels.size:,} labels, device={str(self._device)!r})"
        )

    @property
    def task(self) -> TaskName:
        """What kind of model it is."""
        return self._task.name

    @property
    def config(self) -> ResolvedConfig:
        """The settings the model was trained with."""
        return self._config

    @property
    def labels(self) -> LabelVocabulary:
        """The labels that it tells apart."""
        return self._task.labels

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each text."""
        return self._task.source.features is not None

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, text: str, features: str | None = None
    ) -> Classification: ...
    @overload
    def __call__(
        self, text: Sequence[str], features: Sequence[str | None] | None = None
    ) -> list[Classification]: ...
    def __call__(
        self, text: str | Sequence[str], features: str | Sequence[str | None] | None = None
    ) -> Classification | list[Classification]:
        """The label of one text, or of each of several.

        Args:
            text: one text or several.
            features: the same number of feature strings, for models that read them; None for none.
        Raises: PantoumError for another number of features than of texts, for features that the
            model does not read, and for a text that is too long.
        """
        if isinstance(text, str):
            of_text = [features] if isinstance(features, str) or features is None else features
            return self._classify([text], of_text)[0]
        if isinstance(features, str):
            raise PantoumError(
                "several texts need a list of features, one for each, but features is one string"
            )
        return self._classify(text, features)

    def _classify(
        self, texts: Sequence[str], features: Sequence[str | None] | None
    ) -> list[Classification]:
        ids, pieces = self._encoded(texts, features)
        rows = classify(self._model, ids, self._device)
        known = self._task.longest_source
        warnings: list[tuple[str, ...]] = [()] * len(rows)
        if unlike_training(ids, pieces.__getitem__, known):
            warnings = [
                unlike_training(ids.take([row]), lambda _, row=row: pieces[row], known).sentences(
                    *WHEN_LONGER
                )
                for row in range(len(rows))
            ]
        return [self._classification(*one) for one in zip(rows, pieces, warnings, strict=True)]

    def unlike_training(
        self, texts: Sequence[str], features: Sequence[str | None] | None = None
    ) -> UnlikeTraining:
        """What in texts is unlike the training data: symbols that are not known, and texts longer
        than any in training.

        Raises: PantoumError as for a call.
        """
        ids, pieces = self._encoded(texts, features)
        return unlike_training(ids, pieces.__getitem__, self._task.longest_source)

    def _encoded(
        self, texts: Sequence[str], features: Sequence[str | None] | None
    ) -> tuple[FlatSequences, list[list[str]]]:
        """The ids and the symbols of texts."""
        stripped = [text.strip() for text in listed(texts)]
        all_features = features_for(len(stripped), features, self.reads_features)
        tokenizer = self._task.source
        ids = FlatSequences.of(tokenizer.encode_all(stripped, all_features))
        check_longest(ids, stripped, range(len(stripped)), LONGEST_INPUT)
        return ids, [
            tokenizer.tokens(text, extra)
            for text, extra in zip(stripped, all_features, strict=True)
        ]

    def _classification(
        self, row: LabelledRow, tokens: list[str], warnings: tuple[str, ...]
    ) -> Classification:
        order = np.argsort(-row.log_probabilities, kind="stable").tolist()
        shares = np.exp(row.log_probabilities)
        probabilities = {self.labels.labels[id]: float(shares[id]) for id in order}
        label = self.labels.labels[order[0]]
        return Classification(
            label, probabilities[label], probabilities, row.weights, tokens, warnings
        )
