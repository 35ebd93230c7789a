"""What a language model says of a text, and a text that it wrote, and both as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pantoum_runtime.lines import without_surrogates


@dataclass(frozen=True)
class Scored:
    """How likely one text is, as `pantoum.Scored`.

    log_probability: of the text and its end, in nats; perplexity: e to the mean negative
    log-probability of a symbol, the end included; log_probabilities: of each of `tokens`; tokens:
    the symbols of the text as it is spelled, and "</s>", its end. A symbol that is not in the
    vocabulary has the probability of the unknown symbol; `unknown` says how many these are;
    warnings: a sentence on each way in which the text is unlike the training data.
    """

    log_probability: float
    perplexity: float
    log_probabilities: np.ndarray
    tokens: list[str]
    unknown: int
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Scored(log_probability={self.log_probability:.4f}, perplexity={self.perplexity:.4f})"
        )

    def to_dict(self, text: str) -> dict[str, Any]:
        """The scores as JSON has them, with six decimals.

        Args:
            text: the text that was scored.
        """
        return {
            "text": without_surrogates(text),
            "log_probability": round(self.log_probability, 6),
            "perplexity": round(self.perplexity, 6),
            "unknown": self.unknown,
            "tokens": self.tokens,
            "log_probabilities": [round(float(value), 6) for value in self.log_probabilities],
            **({"warnings": list(self.warnings)} if self.warnings else {}),
        }


@dataclass(frozen=True)
class Generated:
    """A text that a language model wrote, as `pantoum.Generated`.

    text: with its prefix; tokens: the symbols after the prefix, with "</s>" last if the text ended
    by itself; log_probability: of these symbols, in nats, the model's own: without temperature,
    top-k and top-p.
    """

    text: str
    tokens: list[str]
    log_probability: float

    def __repr__(self) -> str:
        return f"Generated(text={self.text!r}, log_probability={self.log_probability:.4f})"

    def to_dict(self) -> dict[str, Any]:
        """The text as JSON has it: the log-probability with six decimals."""
        return {
            "text": self.text,
            "tokens": self.tokens,
            "log_probability": round(self.log_probability, 6),
        }
