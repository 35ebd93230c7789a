"""A sentence and its tags, as `pantoum.Tagging`, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pantoum_runtime.lines import without_surrogates


@dataclass(frozen=True)
class Tagging:
    """A sentence and its tags.

    words: of the sentence; columns: the tags of each kind, by the name of its column;
    log_probability: of the whole sequence of tags of each kind, in nats; probabilities: for each
    kind [words, labels], of each label at each word, rows summing to 1, or None where the call does
    not return them; labels: for each kind the labels in the order of its probabilities, as the
    model writes them; ids: where among them the tags of each kind are; warnings: a sentence on each
    way in which the sentence is unlike the training data.
    """

    words: list[str]
    columns: dict[str, list[str]]
    log_probability: dict[str, float]
    probabilities: dict[str, np.ndarray] | None
    labels: dict[str, list[str]]
    ids: dict[str, list[int]]
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        scores = ", ".join(f"{name}: {score:.4f}" for name, score in self.log_probability.items())
        return f"Tagging(words={self.words}, columns={self.columns}, log_probability={{{scores}}})"

    @property
    def tags(self) -> list[str]:
        """Those of the only or first kind."""
        return next(iter(self.columns.values()))

    def to_dict(self, rank: int = 1) -> dict[str, Any]:
        """The tagging as JSON has it: log-probabilities with six decimals, the probability of the
        tag of each word with four.

        Args:
            rank: of the tagging among those of its sentence, from 1.
        """
        return {
            "words": [without_surrogates(word) for word in self.words],
            "tags": self.columns,
            "rank": rank,
            "probability": self._probabilities_of_tags(),
            "log_probability": {
                name: round(value, 6) for name, value in self.log_probability.items()
            },
            **({"warnings": list(self.warnings)} if self.warnings else {}),
        }

    def _probabilities_of_tags(self) -> dict[str, list[float]]:
        """For each kind of tags, the probability of the tag of each word."""
        return {
            name: [round(float(row[id]), 4) for row, id in zip(shares, self.ids[name], strict=True)]
            for name, shares in (self.probabilities or {}).items()
        }
