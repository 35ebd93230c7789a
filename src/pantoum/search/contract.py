"""What a search needs of a model, and what it returns."""

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
    """A model that can take steps, such as `pantoum.models.LanguageModel` or
    `pantoum.models.Seq2Seq`.

    Its state is a value, with ``state.select(rows)`` for the same state of other rows, and for a
    beam search ``state.branch(branches)`` for that of the partial hypotheses that continue those of
    the batch; see `pantoum.models.Branches`.
    """

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """Read one symbol of each row.

        Args:
            tokens: [batch].
        Returns: the log-probabilities of the next symbol [batch, vocabulary], in memory that may be
            written to, the new state, and the attention weights [batch, source] or None.
        """
        ...


@runtime_checkable
class ShortlistStep(Step, Protocol):
    """A model whose step can also leave out the symbols that no input of the batch allows.

    A search without constraints uses this form: what is left out is not computed.
    """

    def step_shortlisted(
        self, tokens: Tensor, state: Any
    ) -> tuple[Tensor, Any, Tensor | None, Tensor | None]:
        """As `step`, with log-probabilities [batch, symbols] of some symbols alone, and their ids.

        Returns: log-probabilities, state and attention weights, and the ids [symbols] of the
            columns, ascending, without <pad> and <s> and with the unknown symbol first; None for
            the whole vocabulary.
        """
        ...


class Hypothesis(NamedTuple):
    """One output for one input.

    ids: the symbols, without <s> and </s>; complete: whether it ended by itself, with </s>, rather
    than at the longest allowed length; log_probability: the sum over its symbols and </s>, in nats;
    score: what it is ranked by, the same divided as `length_divisor` says, and less its coverage
    penalty; attention: [symbols and </s>, source], the attention weights of each step, or None
    without attention.
    """

    ids: list[int]
    complete: bool
    log_probability: float
    score: float
    attention: Float[np.ndarray, "target source"] | None


def limits_of(longest: Sequence[int], lengths: Int[Tensor, " rows"]) -> Int[Tensor, " rows"]:
    """The most symbols of each row's output, as a tensor on the device of the inputs' lengths.

    Raises: PantoumError when one is below 1, for every output has at least its </s>.
    """
    if min(longest, default=1) < 1:
        raise PantoumError(
            f"the longest output must have room for at least 1 symbol, but has {min(longest)}",
            setting="longest",
            rule="at least 1",
            value=min(longest),
        )
    return torch.tensor(longest, dtype=torch.long, device=lengths.device)
