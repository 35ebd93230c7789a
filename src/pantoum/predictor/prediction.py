"""What an encoder-decoder makes of an input."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Prediction:
    """One output for one input.

    text: the output; tokens: its symbols, with "</s>" last if the output ended by itself; score:
    log-probability divided by length ** length_penalty; log_probability: of the whole output, in
    nats; attention: [tokens, source_tokens], where the model looked for each symbol, rows summing
    to 1, or None if it has or was asked for none; source_tokens: the symbols of the input as the
    model read them; log_probabilities: of each token, for outputs that were given to be scored. Two
    are equal if all but their attention is.
    """

    text: str
    tokens: list[str]
    score: float
    log_probability: float
    attention: Float[np.ndarray, "tokens source_tokens"] | None = field(
        compare=False
    )  # arrays have no one answer
    source_tokens: list[str]
    log_probabilities: list[float] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        shape = None if self.attention is None else list(self.attention.shape)
        return f"Prediction(text={self.text!r}, score={self.score:.4f}, attention={shape})"
