"""What a search needs of a model and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.errors import PantoumError


@runtime_checkable
class Step(Protocol):
    """A model that can take steps: `pantoum.models.LanguageModel` and `pantoum.models.Seq2Seq` are
    some.

    Its state is a value, with ``state.select(rows)`` for the same state of other rows, and for a
    beam search ``state.branch(branches)`` for that of beginnings that continue those here; see
    `pantoum.models.Branches`.
    """

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """The logits of the next symbol after `tokens` [batch], the new state, and where the model
        looked.
        """
        ...


class Hypothesis(NamedTuple):
    """One output for one input.

    ids: the symbols, without <s> and </s>; complete: whether it ended by itself, with </s>, rather
    than at the longest allowed length; log_probability: the sum over its symbols and </s>, in nats;
    score: what it is ranked by, the same divided as `length_divisor` says, and less what its
    coverage costs; attention: [symbols and </s>, source], where the model looked for each, or None
    without attention.
    """

    ids: list[int]
    complete: bool
    log_probability: float
    score: float
    attention: Float[np.ndarray, "target source"] | None


def limits_of(longest: Sequence[int], lengths: Int[Tensor, " rows"]) -> Int[Tensor, " rows"]:
    """The most symbols of each row's output as a tensor beside the inputs' lengths.

    Raises: PantoumError when one is below 1, for every output has at least its </s>.
    """
    if min(longest, default=1) < 1:
        raise PantoumError(
            f"the longest output must have room for at least 1 symbol, but has {min(longest)}"
        )
    return torch.tensor(longest, dtype=torch.long, device=lengths.device)
