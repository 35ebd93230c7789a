"""What the tests of the attentions share: one of each, something to look at, and the formulas in
plain loops.
"""

from collections.abc import Callable
from typing import Any

import torch
from tests.oracles import Vector, softmax
from torch import Tensor, nn

from pantoum.attention import (
    AdditiveAttention,
    AttentionMemory,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
    LocationSensitiveAttention,
    ScaledDotAttention,
    attend_with,
    first_state,
)

MAKERS: dict[str, Callable[[], nn.Module]] = {
    "additive": lambda: AdditiveAttention(3, 4, 5),
    "concat": lambda: ConcatAttention(3, 4, 5),
    "general": lambda: GeneralAttention(3, 4),
    "dot": lambda: DotAttention(4, 4),
    "scaled dot": lambda: ScaledDotAttention(4, 4),
    "location-sensitive": lambda: LocationSensitiveAttention(3, 4, 5, filters=2, width=3),
}

LENGTHS = [5, 2, 1, 0]


def scene(attention: Any, time: int = 6) -> tuple[Tensor, Tensor, Tensor]:
    """A query, annotations and lengths, in float64; the last row is empty, no row fills the time
    axis.
    """
    query = torch.randn(len(LENGTHS), attention.query_size, dtype=torch.float64, requires_grad=True)
    shape = (len(LENGTHS), time, attention.annotation_size)
    annotations = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    return query, annotations, torch.tensor(LENGTHS)


def look(
    attention: Any, query: Tensor, annotations: Tensor, lengths: Tensor
) -> tuple[Tensor, Tensor]:
    """What an attention gives for the query; one with a state has attended once before."""
    memory = attention.prepare(annotations, lengths)
    return look_into(attention, query, memory)


def look_into(attention: Any, query: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
    state = first_state(attention, memory)
    if state is not None:
        _, _, state = attend_with(attention, query, memory, state)
    context, weights, _ = attend_with(attention, query, memory, state)
    return context, weights


def look_in_loops(
    score: Callable[[Vector, Vector], float], scene: tuple[Tensor, ...]
) -> tuple[Tensor, Tensor]:
    """α<t,t'> = exp e<t'> / Σ exp e<t'> over the real tokens and C<t> = Σ_t' α<t,t'> a<t'>, number
    by number.
    """
    query, annotations, lengths = (part.tolist() for part in scene)
    time = len(annotations[0])
    size = len(annotations[0][0])
    contexts = []
    weights = []
    for q, a, length in zip(query, annotations, lengths, strict=True):
        alphas = softmax([score(q, a[t]) for t in range(length)])
        contexts.append([sum(alphas[t] * a[t][i] for t in range(length)) for i in range(size)])
        weights.append(alphas + [0.0] * (time - length))
    return torch.tensor(contexts, dtype=torch.float64), torch.tensor(weights, dtype=torch.float64)
