"""The softmax at each token."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding, sum_in_order
from pantoum.layers import Chain
from pantoum.models.loss import Loss, cross_entropy
from pantoum.models.tag_head import emission_layer


class SoftmaxHead(nn.Module):
    """Each tag by itself: P(y | x) = Π_t softmax(W a<t> + b)_y<t>.

    Shapes: states a [batch, time, size], lengths [batch], tags [batch, time].

    Args:
        size: of a state.
        tags: how many there are.
    Raises: ValueError for lengths beyond the time axis.
    """

    def __init__(self, size: int, tags: int) -> None:
        super().__init__()
        self.independent = True
        self.size = size
        self.tags = tags
        self.output = emission_layer(size, tags)

    def emissions(
        self, states: Float[Tensor, "batch time size"]
    ) -> Float[Tensor, "batch time tags"]:
        """E<t> = W a<t> + b."""
        return self.output(states)

    def chain(self) -> Chain:
        """All 0: what stands beside a tag changes nothing."""
        bias = self.output.bias.detach()
        return Chain(
            torch.zeros_like(bias), bias.new_zeros(self.tags, self.tags), torch.zeros_like(bias)
        )

    def log_partition(
        self, states: Float[Tensor, "batch time size"], lengths: Int[Tensor, "batch"]
    ) -> Float[Tensor, "batch"]:
        """Σ_t log Σ_k exp E<t>_k."""
        totals = torch.logsumexp(_precise(self.emissions(states)), dim=-1)
        return sum_in_order(torch.where(length_mask(lengths, states.shape[1]), totals, 0.0))

    @torch.no_grad()
    def probabilities(
        self, states: Float[Tensor, "batch time size"], lengths: Int[Tensor, "batch"]
    ) -> Float[Tensor, "batch time tags"]:
        """softmax(E<t>), 0 on padding; without gradient."""
        shares = torch.softmax(_precise(self.emissions(states)), dim=-1)
        return blank_padding(shares, length_mask(lengths, states.shape[1]))

    def loss(
        self,
        states: Float[Tensor, "batch time size"],
        tags: Int[Tensor, "batch time"],
        lengths: Int[Tensor, "batch"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        """-Σ [(1 - ε) log P(y<t>) + (ε/K) Σ_k log P(k)] over the tokens, ε the label smoothing and
        K the tags.
        """
        real = length_mask(lengths, states.shape[1])
        emissions = self.emissions(blank_padding(states, real))
        return cross_entropy(emissions, tags.masked_fill(~real, 0), real, label_smoothing)


def _precise(emissions: Tensor) -> Tensor:
    return emissions.to(torch.promote_types(emissions.dtype, torch.float32))
