"""What a search needs of a model and what it gives."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor

from weft.models import DecoderState


class Steps(Protocol):
    """A model that can read an input and take steps; `weft.models.Seq2Seq` is one."""

    def start(self, source: Tensor, lengths: Tensor) -> DecoderState:
        """Read the input."""
        ...

    def step(self, tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState, Tensor | None]:
        """The logits of the next symbol."""
        ...


class Hypothesis(NamedTuple):
    """One output for one input.

    ids: the symbols, without <s> and </s>; complete: whether it ended by itself, with </s>, rather than at the longest
    allowed length; log_probability: the sum over its symbols and </s>, in nats; score: the same divided by
    (number of symbols and </s>) ** length_penalty; attention: [symbols and </s>, source], where the model looked for
    each, or None without attention.
    """

    ids: list[int]
    complete: bool
    log_probability: float
    score: float
    attention: Float[np.ndarray, "target source"] | None


def longest_outputs(lengths: Int[Tensor, "batch"], ratio: float, extra: int) -> list[int]:
    """The most symbols, </s> included, that the output of each input may have: ratio * input length + extra."""
    return [int(ratio * length) + extra for length in lengths.tolist()]
