"""What every output layer of a tagger is: a probability for each sequence of tags, one tag for each
token.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from torch import Tensor, nn

from pantoum.layers import Chain
from pantoum.models.loss import Loss


@runtime_checkable
class TagScorer(Protocol):
    """From the states of a recurrent network to tags: P(y | x) = exp(score(y | x) - log-partition).

    score(y | x) = start_y<1> + Σ_t E<t>_y<t> + Σ_t transitions_y<t-1>y<t> + end_y<T>. A search
    takes E from `emissions` and the rest from `chain`: ``viterbi(head.emissions(states), lengths,
    *head.chain())``. The log-probability of a path is its score less the row's `log_partition`.

    With `independent` each tag is chosen by itself, and the chain is all 0.

    Shapes: states [batch, time, size], lengths [batch], tags [batch, time]. What they hold on
    padding has no influence.
    """

    independent: bool

    def emissions(self, states: Tensor) -> Tensor:
        """E [batch, time, tags], each token by itself."""
        ...

    def chain(self) -> Chain:
        """Scores of the first tag, of neighbouring tags and of the last tag; -inf forbids."""
        ...

    def log_partition(self, states: Tensor, lengths: Tensor) -> Tensor:
        """log Σ_y exp score(y | x) [batch]: 0 for an empty row, -inf where no sequence is
        allowed."""
        ...

    def probabilities(self, states: Tensor, lengths: Tensor) -> Tensor:
        """P(y<t> = k | x) [batch, time, tags], 0 on padding; without gradient."""
        ...


@runtime_checkable
class TagHead(TagScorer, Protocol):
    """A `TagScorer` that learns.

    size: of a state; tags: how many there are.
    """

    size: int
    tags: int

    def loss(
        self, states: Tensor, tags: Tensor, lengths: Tensor, label_smoothing: float = 0.0
    ) -> Loss:
        """Sums over the batch's tokens; the negative log-likelihood is that of the rows' sequences.

        `label_smoothing` is the share ε of the probability spread evenly over all sequences.
        """
        ...


def emission_layer(size: int, tags: int) -> nn.Linear:
    """The layer that gives emissions, W a<t> + b, with Xavier weights and b = 0."""
    layer = nn.Linear(size, tags)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer
