"""An output for an input, as `pantoum.Prediction`, and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pantoum_runtime.lines import without_surrogates


@dataclass(frozen=True)
class Prediction:
    """One output for one input.

    text: the output; tokens: its symbols, with "</s>" last if the output ended by itself; score:
    log-probability of these divided by length ** length_penalty; log_probability: of the whole
    output, in nats, in an n-best list that of all sequences of symbols found that spell the text;
    attention: [tokens, source_tokens], the attention weights of each symbol, rows summing to 1, or
    None where there are none; source_tokens: the symbols of the input as the model read them;
    warnings: a sentence on each way in which the input is unlike the training data; from_lexicon:
    the output is one that a lexicon knows, without attention, and its probability what the lexicon
    says, or 1. Two are equal if all but their attention is.
    """

    text: str
    tokens: list[str]
    score: float
    log_probability: float
    attention: np.ndarray | None = field(compare=False)  # equality of arrays is an array
    source_tokens: list[str]
    warnings: tuple[str, ...] = field(default=(), repr=False)
    from_lexicon: bool = field(default=False, repr=False)

    def __repr__(self) -> str:
        shape = None if self.attention is None else list(self.attention.shape)
        return f"Prediction(text={self.text!r}, score={self.score:.4f}, attention={shape})"

    def to_dict(self, source: str, rank: int = 1) -> dict[str, Any]:
        """The prediction as JSON has it: scores with six decimals, attention with four.

        Args:
            source: the input.
            rank: of the prediction among those of its input, from 1.
        """
        attention = None
        if self.attention is not None:
            attention = [[round(float(weight), 4) for weight in row] for row in self.attention]
        values: dict[str, Any] = {
            "source": without_surrogates(source),
            "text": self.text,
            "rank": rank,
            "score": _json_number(self.score),
            "log_probability": _json_number(self.log_probability),
            "tokens": self.tokens,
            "source_tokens": self.source_tokens,
            "attention": attention,
        }
        if self.warnings:
            values["warnings"] = list(self.warnings)
        if self.from_lexicon:
            values["from_lexicon"] = True
        return values


def _json_number(value: float) -> float | None:
    """None for what JSON has no number for."""
    return round(value, 6) if math.isfinite(value) else None
