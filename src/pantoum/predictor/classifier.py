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
from pantoum.errors import PantoumError
from pantoum.inference import LabelledRow, classify
from pantoum.model_dir import TrainedModel
from pantoum.models import Classifier
from pantoum.predictor.device import place
from pantoum.predictor.inputs import check_longest, features_for, listed
from pantoum.tasks import ClassifierTask

# Its states take half a gigabyte in a large model.
LONGEST_INPUT = 100_000


@dataclass(frozen=True)
class Classification:
    """The label of one text.

    label: the likeliest one; probability: of this label; probabilities: of every label, the
    likeliest first; weights: how much each of `tokens` counted, summing to 1, or None for a pooling
    that does not learn that; tokens: the symbols of the text as the model read them, "</s>" last.
    """

    label: str
    probability: float
    probabilities: dict[str, float]
    weights: Float[np.ndarray, " tokens"] | None
    tokens: list[str]

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
        return {
            "source": without_surrogates(source),
            "label": self.label,
            "probability": round(self.probability, 6),
            "probabilities": {
                label: round(share, 6) for label, share in self.probabilities.items()
            },
            "source_tokens": self.tokens,
            "weights": weights,
        }


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
        stripped = [text.strip() for text in listed(texts)]
        all_features = features_for(len(stripped), features, self.reads_features)
        tokenizer = self._task.source
        ids = FlatSequences.of(tokenizer.encode_all(stripped, all_features))
        check_longest(ids, stripped, range(len(stripped)), LONGEST_INPUT)
        rows = classify(self._model, ids, self._device)
        return [
            self._classification(row, tokenizer.tokens(text, extra))
            for row, text, extra in zip(rows, stripped, all_features, strict=True)
        ]

    def _classification(self, row: LabelledRow, tokens: list[str]) -> Classification:
        order = np.argsort(-row.log_probabilities, kind="stable").tolist()
        shares = np.exp(row.log_probabilities)
        probabilities = {self.labels.labels[id]: float(shares[id]) for id in order}
        label = self.labels.labels[order[0]]
        return Classification(label, probabilities[label], probabilities, row.weights, tokens)
