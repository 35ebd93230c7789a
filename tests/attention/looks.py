"""What the tests of the attentions share: one of each, something to look at, and the formulas in
plain loops.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from tests.oracles import Vector, softmax
from torch import Tensor, nn

from pantoum.attention import AdditiveAttention, ConcatAttention, DotAttention, GeneralAttention

MAKERS: dict[str, Callable[[], nn.Module]] = {
    "additive": lambda: AdditiveAttention(3, 4, 5),
    "concat": lambda: ConcatAttention(3, 4, 5),
    "general": lambda: GeneralAttention(3, 4),
    "dot": lambda: DotAttention(4, 4),
}
each_attention = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())

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
    return attention(query, attention.prepare(annotations, lengths))


def look_in_loops(
    score: Callable[[Vector, Vector], float], scene: tuple[Tensor, ...]
) -> tuple[Tensor, Tensor]:
    """α<t,t'> = exp e<t'> / Σ exp e<t'> over the real tokens and C<t> = Σ_t' α<t,t'> a<t'>, number
    by number.
    """
    query, annotations, lengths = (part.tolist() for part in scene)
    time, size = len(annotations[0]), len(annotations[0][0])
    contexts, weights = [], []
    for q, a, length in zip(query, annotations, lengths, strict=True):
        alphas = softmax([score(q, a[t]) for t in range(length)])
        contexts.append([sum(alphas[t] * a[t][i] for t in range(length)) for i in range(size)])
        weights.append(alphas + [0.0] * (time - length))
    return torch.tensor(contexts, dtype=torch.float64), torch.tensor(weights, dtype=torch.float64)
