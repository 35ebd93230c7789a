"""What every attention is: a query looks at a sentence's annotations and returns their weighted
sum.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


class AttentionMemory(NamedTuple):
    """A batch of sentences made ready to be looked at, once for all steps of the decoder.

    Shapes: annotations [batch, source, annotation]; keys [batch, source, key], the part of the
    score that does not depend on the query; mask [batch, source], True for a real token.
    """

    annotations: Float[Tensor, "batch source annotation"]
    keys: Float[Tensor, "batch source key"]
    mask: Bool[Tensor, "batch source"]


class AttentionWeights(NamedTuple):
    """A score's parameters apart from those of its keys: with both additive, with neither the
    product q · k.

    Shapes: query [key, query], which projects queries; energy [key], what v · tanh(...) is taken
    with.
    """

    query: Float[Tensor, "key query"] | None = None
    energy: Float[Tensor, "key"] | None = None


@runtime_checkable
class Attention(Protocol):
    """Where to look: ``memory = attention.prepare(annotations, lengths)``, then ``attention(query,
    memory)``.

    Shapes: query [batch, query] -> context [batch, annotation], weights [batch, source]; each row
    of weights sums to 1 over the real tokens and is 0 on padding. A row without any token has only
    0 in its weights and context.
    """

    query_size: int
    annotation_size: int

    def prepare(self, annotations: Tensor, lengths: Tensor) -> AttentionMemory:
        """Project the keys of a batch of sentences, once."""
        ...

    def weights(self) -> AttentionWeights:
        """The score's parameters, as the kernels take them."""
        ...

    def score(self, query: Tensor, memory: AttentionMemory) -> Tensor:
        """Energies [batch, source] before the softmax; padding is not masked yet."""
        ...

    def __call__(self, query: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        """The context and the weights."""
        ...


def length_mask(lengths: Int[Tensor, "batch"], time: int) -> Bool[Tensor, "batch time"]:
    """True where a row has a real token.

    Raises: ValueError for a length below 0 or beyond `time`. Only lengths on the CPU are looked at:
    on a GPU the look would stall the queue of work.
    """
    if lengths.device.type == "cpu" and bool(((lengths < 0) | (lengths > time)).any()):
        raise ValueError(
            f"lengths must be from 0 to {time}, the size of the time axis: {lengths.tolist()}"
        )
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
