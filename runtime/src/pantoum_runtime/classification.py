"""The label of a text, as `pantoum.Classification`, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pantoum_runtime.lines import without_surrogates


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
    weights: np.ndarray | None
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
