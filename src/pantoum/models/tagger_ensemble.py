"""Several taggers that tag together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding, sum_in_order
from pantoum.layers import Chain, Constraints, LinearChainCRF
from pantoum.models.tag_head import TagHead, TagScorer
from pantoum.models.tagger import Tagger
from pantoum.symbols import NEG_INF


class Member(NamedTuple):
    """One model's head for a kind of tags.

    head: itself; states: where its states are among those of all members; order: for each tag in
    the ensemble's order, its number in this model's own.
    """

    head: TagHead
    states: slice
    order: Int[Tensor, " tags"]

    def emissions(self, states: Tensor) -> Float[Tensor, "batch time tags"]:
        """In the ensemble's order, at least in single precision."""
        own = self.head.emissions(states[..., self.states])[..., self.order]
        return own.to(torch.promote_types(own.dtype, torch.float32))

    def chain(self) -> Chain:
        """In the ensemble's order."""
        start, transitions, end = self.head.chain()
        order = self.order
        return Chain(start[order], transitions[order][:, order], end[order])


class MeanSoftmax:
    """The mean of what the members' softmaxes say of each token: P(k) = 1/M Σ_m P_m(k).

    Shapes: those of `TagScorer`; the states of all members one behind the other.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self.independent = True
        self.members = members

    def emissions(self, states: Tensor) -> Tensor:
        """log P(k)."""
        each = [torch.log_softmax(one.emissions(states), dim=-1) for one in self.members]
        return torch.logsumexp(torch.stack(each), dim=0) - math.log(len(each))

    def chain(self) -> Chain:
        """All 0."""
        return self.members[0].chain()

    def log_partition(self, states: Tensor, lengths: Tensor) -> Tensor:
        """0, but for rounding: emissions are log-probabilities."""
        totals = torch.logsumexp(self.emissions(states), dim=-1)
        return sum_in_order(torch.where(length_mask(lengths, states.shape[1]), totals, 0.0))

    @torch.no_grad()
    def probabilities(self, states: Tensor, lengths: Tensor) -> Tensor:
        """P(k), 0 on padding."""
        shares = self.emissions(states).exp()
        return blank_padding(shares, length_mask(lengths, states.shape[1]))


class MeanCRF:
    """A CRF whose emissions and scores are the means of the members': P(y) is proportional to
    Π_m P_m(y)^(1/M), the geometric mean of what they say of whole sequences.

    The arithmetic mean would be no chain, so that its best sequence could not be searched for. What
    one member forbids is forbidden. A softmax is a CRF whose chain is 0.

    Shapes: those of `TagScorer`; the states of all members one behind the other.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self.independent = False
        self.members = members
        chains = [one.chain() for one in members]
        mean = [torch.stack(parts).mean(dim=0) for parts in zip(*chains, strict=True)]
        allowed = [part > NEG_INF for part in mean]
        self.crf = LinearChainCRF(len(members[0].order), Constraints(*allowed)).to(mean[0])
        with torch.no_grad():
            pairs = zip((self.crf.start, self.crf.transitions, self.crf.end), mean, strict=True)
            for score, part in pairs:
                score.copy_(part.masked_fill(part == NEG_INF, 0.0))

    def emissions(self, states: Tensor) -> Tensor:
        """The mean of the members' emissions."""
        return torch.stack([one.emissions(states) for one in self.members]).mean(dim=0)

    def chain(self) -> Chain:
        """The mean of the members' chains."""
        return self.crf.chain()

    def log_partition(self, states: Tensor, lengths: Tensor) -> Tensor:
        """See `LinearChainCRF.log_partition`."""
        return self.crf.log_partition(self.emissions(states), lengths)

    def probabilities(self, states: Tensor, lengths: Tensor) -> Tensor:
        """The marginals; see `LinearChainCRF.marginals`."""
        return self.crf.marginals(self.emissions(states), lengths)


class TaggerEnsemble:
    """Taggers with the same kinds of tags: softmaxes give the mean of their probabilities, CRFs the
    normalised geometric mean of the probabilities of whole sequences.

    Args:
        models: in evaluation mode, on one device.
        heads: for each model, for each kind of tags in the ensemble's order the number of its head.
        orders: for each model and kind of tags, for each tag in the ensemble's order its number in
            the model's own.
    """

    def __init__(
        self,
        models: Sequence[Tagger],
        heads: Sequence[Sequence[int]],
        orders: Sequence[Sequence[Sequence[int]]],
    ) -> None:
        self.models = models
        self._heads = [
            _together(models, [own[kind] for own in heads], [own[kind] for own in orders])
            for kind in range(len(orders[0]))
        ]

    def tag_heads(self) -> list[TagScorer]:
        """One for each kind of tags."""
        return self._heads

    def __call__(self, *words_read: Sequence[Any]) -> Float[Tensor, "batch time size"]:
        """The states of all members, one behind the other; for each what its `Tagger.forward`
        takes.
        """
        pairs = zip(self.models, words_read, strict=True)
        return torch.cat([model(*read) for model, read in pairs], dim=-1)


def _together(
    models: Sequence[Tagger], heads: Sequence[int], orders: Sequence[Sequence[int]]
) -> TagScorer:
    members = []
    begin = 0
    for model, place, order in zip(models, heads, orders, strict=True):
        head = model.tag_heads()[place]
        end = begin + head.size
        device = model.words.words.weight.device
        members.append(Member(head, slice(begin, end), torch.tensor(order, device=device)))
        begin = end
    if all(one.head.independent for one in members):
        return MeanSoftmax(members)
    return MeanCRF(members)
