"""The conditional random field on top of a recurrent network."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding
from pantoum.layers import Chain, Constraints, LinearChainCRF
from pantoum.models.loss import Loss
from pantoum.models.tag_head import emission_layer


class CRFHead(nn.Module):
    """All tags of a row together: P(y | x) of a `pantoum.layers.LinearChainCRF` over the emissions
    E<t> = W a<t> + b.

    With fresh weights it is the softmax of the emissions at each token, under the constraints.

    Shapes: states a [batch, time, size], lengths [batch], tags [batch, time].

    Args:
        size: of a state.
        tags: how many there are.
        constraints: which sequences there can be; all by default.
    Raises: ValueError for constraints of another size or that allow nothing, and for lengths beyond
        the time axis.
    Source: Lample et al. (2016), arXiv:1603.01360.
    """

    def __init__(self, size: int, tags: int, constraints: Constraints | None = None) -> None:
        super().__init__()
        self.independent = False
        self.size = size
        self.tags = tags
        self.output = emission_layer(size, tags)
        self.crf = LinearChainCRF(tags, constraints)

    def emissions(
        self, states: Float[Tensor, "batch time size"]
    ) -> Float[Tensor, "batch time tags"]:
        """E<t> = W a<t> + b."""
        return self.output(states)

    def chain(self) -> Chain:
        """The CRF's start, transitions and end; -inf for what the constraints forbid."""
        return self.crf.chain()

    def log_partition(
        self, states: Float[Tensor, "batch time size"], lengths: Int[Tensor, "batch"]
    ) -> Float[Tensor, "batch"]:
        """See `LinearChainCRF.log_partition`."""
        return self.crf.log_partition(self.emissions(states), lengths)

    def probabilities(
        self, states: Float[Tensor, "batch time size"], lengths: Int[Tensor, "batch"]
    ) -> Float[Tensor, "batch time tags"]:
        """The marginals, 0 on padding; without gradient. See `LinearChainCRF.marginals`."""
        return self.crf.marginals(self.emissions(states), lengths)

    def loss(
        self,
        states: Float[Tensor, "batch time size"],
        tags: Int[Tensor, "batch time"],
        lengths: Int[Tensor, "batch"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        """-Σ [(1 - ε) log P(y | x) + ε mean over y' of log P(y' | x)] over the rows, ε the label
        smoothing.

        The mean is over all sequences that the constraints allow, each counted once; with
        transitions of 0 and no constraints this is the smoothing of `SoftmaxHead.loss`. Rows whose
        tags break the constraints are counted as `LinearChainCRF.log_likelihood` says. The symbols
        counted are the tokens.
        """
        real = length_mask(lengths, states.shape[1])
        emissions = self.emissions(blank_padding(states, real))
        nll = -self.crf.log_likelihood(emissions, tags, lengths).sum()
        total = nll
        if label_smoothing:
            total = (
                nll + label_smoothing * self.crf.score_above_mean(emissions, tags, lengths).sum()
            )
        return Loss(total, nll.detach(), real.sum())
