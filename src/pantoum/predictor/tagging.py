"""A sentence and its tags, as a tagger gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from pantoum.data.units import without_surrogates
from pantoum.predictor.html import coloured_html


@dataclass(frozen=True)
class Tagging:
    """A sentence and its tags.

    words: of the sentence; tags: of each word, for the model's only or first kind of tags; columns:
    the tags of each kind, by the name of its column; log_probability: of the whole sequence of tags
    of each kind, in nats; probabilities: for each kind [words, labels], of each label at each word,
    rows summing to 1, or None where the call does not return them; labels: for each kind the labels
    in the order of its probabilities, as the model writes them; ids: where among them the tags of
    each kind are.
    """

    words: list[str]
    columns: dict[str, list[str]]
    log_probability: dict[str, float]
    probabilities: dict[str, Float[np.ndarray, "words labels"]] | None
    labels: dict[str, list[str]]
    ids: dict[str, list[int]]

    def __repr__(self) -> str:
        scores = ", ".join(f"{name}: {score:.4f}" for name, score in self.log_probability.items())
        return f"Tagging(words={self.words}, columns={self.columns}, log_probability={{{scores}}})"

    def _repr_html_(self) -> str:
        """The words with their tags in colours, for a notebook."""
        return "".join(coloured_html(self.words, tags) for tags in self.columns.values())

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
        }

    def _probabilities_of_tags(self) -> dict[str, list[float]]:
        """For each kind of tags, the probability of the tag of each word."""
        return {
            name: [round(float(row[id]), 4) for row, id in zip(shares, self.ids[name], strict=True)]
            for name, shares in (self.probabilities or {}).items()
        }
