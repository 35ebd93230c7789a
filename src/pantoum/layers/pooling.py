"""From a row's states to one vector: its last states, their mean, their maximum, or what attention
finds.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.attention import AdditiveAttention, length_mask
from pantoum.kernels import blank_padding, last_step
from pantoum.shapes import Lengths, check_range, check_rows


class Pooled(NamedTuple):
    """One vector for each row, and how much each of its steps counted, where that was learned.

    Shapes: vector [batch, pooled]; weights [batch, time], each row summing to 1 over real tokens
    and 0 on padding.
    """

    vector: Float[Tensor, "batch pooled"]
    weights: Float[Tensor, "batch time"] | None


@runtime_checkable
class Pooling(Protocol):
    """What every pooling is: ``pooling(y, lengths) -> Pooled``, with y [batch, time, size].

    Padding never counts, whatever y holds there. A row without any token has only 0 in its vector
    and weights. Lengths may be a list. Raised are TypeError and ValueError for tensors of another
    shape, type or device, and ValueError for lengths beyond the time axis.
    """

    @property
    def output_size(self) -> int:
        """Size of the vector."""
        ...

    def __call__(self, y: Tensor, lengths: Tensor) -> Pooled: ...


class LastPooling(nn.Module):
    """Each direction's state when it has read the whole row: [a_F<n>; a_B<1>].

    Shapes: as `Pooling`; the vector is as wide as y.

    Args:
        forward_size: how many values of y are of the forward direction, which stand first; the
            others are of the backward direction.
        size: size of y's last axis.
    """

    def __init__(self, forward_size: int, size: int) -> None:
        super().__init__()
        if not 0 <= forward_size <= size:
            raise ValueError(
                f"LastPooling: forward_size must be from 0 to size, {size}, but is {forward_size}"
            )
        self.forward_size = forward_size
        self.output_size = size

    def forward(self, y: Float[Tensor, "batch time size"], lengths: Lengths) -> Pooled:
        lengths = check_rows(self, "y", y, self.output_size, lengths)
        check_range(lengths, y.shape[1])
        ahead = y[:, :, : self.forward_size]
        back = y[:, :, self.forward_size :]
        ends = [
            last_step(ahead, lengths, _nothing(ahead)),
            last_step(back, lengths.clamp(max=1), _nothing(back)),
        ]
        return Pooled(torch.cat(ends, dim=-1), None)


class MeanPooling(nn.Module):
    """The mean of a row's states: Σ_t a<t> / n.

    Shapes: as `Pooling`; the vector is as wide as y.

    Args:
        size: size of y's last axis.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.output_size = size

    def forward(self, y: Float[Tensor, "batch time size"], lengths: Lengths) -> Pooled:
        lengths = check_rows(self, "y", y, self.output_size, lengths)
        total = blank_padding(y, length_mask(lengths, y.shape[1])).sum(dim=1)
        return Pooled(total / lengths.clamp(min=1)[:, None], None)


class MaxPooling(nn.Module):
    """Each value's maximum over a row's states: max_t a<t>.

    Shapes: as `Pooling`; the vector is as wide as y.

    Args:
        size: size of y's last axis.
    Source: Collobert et al. (2011), Natural language processing (almost) from scratch, section 3.3.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.output_size = size

    def forward(self, y: Float[Tensor, "batch time size"], lengths: Lengths) -> Pooled:
        lengths = check_rows(self, "y", y, self.output_size, lengths)
        if y.shape[1] == 0:
            return Pooled(_nothing(y), None)
        mask = length_mask(lengths, y.shape[1])
        highest = y.masked_fill(~mask[:, :, None], torch.finfo(y.dtype).min).amax(dim=1)
        return Pooled(torch.where((lengths > 0)[:, None], highest, 0.0), None)


class AttentionPooling(nn.Module):
    """What attention with a learned query finds: Σ_t α<t> a<t>, with α the softmax of v · tanh(W q
    + U a<t>).

    It is additive attention that asks once, with a query q that is a parameter, instead of at each
    step of a decoder.

    Shapes: as `Pooling`; the vector is as wide as y, and the weights are α.

    Args:
        size: size of y's last axis.
        inner_size: size of the score's hidden layer, and of the query.
    Source: Yang et al. (2016), Hierarchical attention networks for document classification, section
    2.2; the score is that of Bahdanau, Cho & Bengio (2014), arXiv:1409.0473.
    """

    def __init__(self, size: int, inner_size: int) -> None:
        super().__init__()
        self.output_size = size
        self.attention = AdditiveAttention(inner_size, size, inner_size)
        self.query = nn.Parameter(torch.randn(inner_size) * inner_size**-0.5)

    def forward(self, y: Float[Tensor, "batch time size"], lengths: Lengths) -> Pooled:
        lengths = check_rows(self, "y", y, self.output_size, lengths, self.query)
        memory = self.attention.prepare(blank_padding(y, length_mask(lengths, y.shape[1])), lengths)
        return Pooled(*self.attention(self.query.expand(y.shape[0], -1), memory))


def _nothing(y: Float[Tensor, "batch time size"]) -> Float[Tensor, "batch size"]:
    return y.new_zeros(y.shape[0], y.shape[2])
