"""What every attention is: from a query, weights on a sentence's annotations and their weighted
sum.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.shapes import check_like, check_range, check_shape


class AttentionMemory(NamedTuple):
    """A batch of sentences made ready to be attended to, once for all steps of the decoder.

    Shapes: annotations [batch, source, annotation]; keys [batch, source, key], the part of the
    score that does not depend on the query; mask [batch, source], True for a real token.
    """

    annotations: Float[Tensor, "batch source annotation"]
    keys: Float[Tensor, "batch source key"]
    mask: Bool[Tensor, "batch source"]


@runtime_checkable
class Attention(Protocol):
    """Where to attend: ``memory = attention.prepare(annotations, lengths)``, then
    ``attention(query, memory)``.

    Shapes: query [batch, query] -> context [batch, annotation], weights [batch, source]; each row
    of weights sums to 1 over the real tokens and is 0 on padding. A row without any token has only
    0 in its weights and context.

    An attention may have a fast form: ``fast() -> ScoreForm | None``. `fast_score` asks for it.
    """

    query_size: int
    annotation_size: int

    def prepare(self, annotations: Tensor, lengths: Tensor) -> AttentionMemory:
        """Project the keys of a batch of sentences, once."""
        ...

    def __call__(self, query: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        """The context and the weights."""
        ...


@runtime_checkable
class StatefulAttention(Protocol):
    """An attention whose score reads what earlier steps attended to; its state goes in and out.

    ``state = attention.initial_state(memory)``, then ``attention(query, memory, state)``. A state
    is a tensor [batch, ...] or a NamedTuple of such, so that a beam search can reorder its rows.
    """

    query_size: int
    annotation_size: int

    def prepare(self, annotations: Tensor, lengths: Tensor) -> AttentionMemory:
        """Project the keys of a batch of sentences, once."""
        ...

    def initial_state(self, memory: AttentionMemory) -> Any:
        """The state before the first step."""
        ...

    def __call__(
        self, query: Tensor, memory: AttentionMemory, state: Any
    ) -> tuple[Tensor, Tensor, Any]:
        """The context, the weights and the state after them."""
        ...


def first_state(attention: Any, memory: AttentionMemory) -> Any:
    """The state of an attention before the first step; None for one that has none."""
    initial_state = getattr(attention, "initial_state", None)
    return None if initial_state is None else initial_state(memory)


def attend_with(
    attention: Any, query: Tensor, memory: AttentionMemory, state: Any
) -> tuple[Tensor, Tensor, Any]:
    """One step of an attention: the context, the weights, and the state if it has one."""
    if state is None:
        context, weights = attention(query, memory)
        return context, weights, None
    return attention(query, memory, state)


def length_mask(lengths: Int[Tensor, "batch"], time: int) -> Bool[Tensor, "batch time"]:
    """True where a row has a real token.

    Raises: ValueError for a length below 0 or beyond `time`. Only lengths on the CPU are read:
    on a GPU that would stall the queue of work.
    """
    check_range(lengths, time)
    return torch.arange(time, device=lengths.device) < lengths[:, None]


def attend(
    energies: Float[Tensor, "batch steps source"], memory: AttentionMemory
) -> tuple[Float[Tensor, "batch steps annotation"], Float[Tensor, "batch steps source"]]:
    """Softmax over the real tokens, then the weighted sum: α<t,t'> and C<t> = Σ_t' α<t,t'>
    a<t'>."""
    lowest = torch.finfo(energies.dtype).min
    weights = torch.softmax(energies.masked_fill(~memory.mask[:, None], lowest), dim=-1)
    # A row of padding alone has a uniform softmax; the product makes all padded weights exactly 0.
    weights = weights * memory.mask[:, None]
    return torch.bmm(weights, memory.annotations), weights


def attend_once(
    energies: Float[Tensor, "batch source"], memory: AttentionMemory
) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
    """`attend` for a single step."""
    context, weights = attend(energies[:, None], memory)
    return context[:, 0], weights[:, 0]


def check_query(attention: Any, query: Tensor, memory: AttentionMemory) -> None:
    """Refuse queries that are not one for each row of the memory.

    Raises: TypeError and ValueError for another shape, type or device.
    """
    if not isinstance(memory, AttentionMemory):
        raise TypeError(
            f"{type(attention).__name__}: memory must be what prepare gives, but is "
            f"{type(memory).__name__}"
        )
    check_shape(attention, "query", query, memory.keys.shape[0], attention.query_size)
    check_like(attention, "query", query, memory.keys, "the keys")
