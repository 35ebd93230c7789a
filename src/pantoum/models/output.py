"""Output distributions: from what a decoder's step has reached to a probability for each symbol."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from pantoum.cells import keeps_equation
from pantoum.kernels import vocabulary_loss
from pantoum.models.loss import Loss, cross_entropy, log_softmax


class OutputFeatures(NamedTuple):
    """What an output distribution reads, for one step or for all.

    Shapes: readout [..., readout]; attention weights [..., source], where there is attention.
    """

    readout: Float[Tensor, "*steps readout"]
    weights: Tensor | None


class CopyForm(NamedTuple):
    """The weights of the gate between generating and copying, and what each input symbol is copied
    as; see `pantoum.models.CopyOutput`.
    """

    gate_weight: Float[Tensor, "1 readout"]
    gate_bias: Float[Tensor, "1"]
    copied_as: Int[Tensor, " source"]


class OutputForm(NamedTuple):
    """What a search computes an output distribution with: a softmax of W_y r + b_y, and how it is
    mixed with copies of the input, if it is.
    """

    weight: Float[Tensor, "symbols readout"]
    bias: Float[Tensor, " symbols"]
    copying: CopyForm | None = None


def fast_output(output: Any) -> OutputForm | None:
    """The fast form of an output distribution; None for one without: a search takes the
    reference's steps then.
    """
    fast = getattr(output, "fast", None)
    return None if fast is None else fast()


@runtime_checkable
class OutputDistribution(Protocol):
    """P(y<t> = k) for every output symbol k, given what the decoder has reached at step t.

    ``memory = output.prepare(source, lengths)`` once for a batch of inputs, then
    `log_probabilities` in a search and `loss` in training. A memory is None, a tensor [batch, ...]
    or a NamedTuple of such, so that a beam search can reorder its rows.
    """

    def prepare(self, source: Tensor, lengths: Tensor) -> Any:
        """What the distribution reads of the inputs.

        Args:
            source: ids of the inputs' symbols [batch, source].
        """
        ...

    def log_probabilities(self, features: OutputFeatures, memory: Any) -> Tensor:
        """log P(y<t> = k) [..., symbols], in single precision at least."""
        ...

    def loss(
        self,
        features: OutputFeatures,
        memory: Any,
        target: Tensor,
        real: Tensor,
        label_smoothing: float,
    ) -> Loss:
        """The cross-entropy of `target` [batch, time] over the symbols that `real` marks; see
        `pantoum.models.loss.cross_entropy`.

        Args:
            features: of all steps [batch, time, ...], finite on padding too.
        """
        ...

    def symbol_parameters(self) -> tuple[Tensor, ...]:
        """The parameters with a row for each output symbol."""
        ...

    def reindex(self, source: Tensor, target: Tensor) -> None:
        """Give the symbols of both sides new ids, but for the rows of `symbol_parameters`, which
        may be shared with embeddings and are moved with these.

        Args:
            source, target: the new id of each symbol.
        """
        ...


class SoftmaxOutput(nn.Linear):
    """P(y<t> = k) = softmax(W_y r<t> + b_y)_k, where r<t> is the readout.

    In training its logits are made for a block of rows at a time and never stand in memory
    together; see `pantoum.kernels.vocabulary_loss`.
    """

    def prepare(self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, "batch"]) -> None:
        return None

    def log_probabilities(
        self, features: OutputFeatures, memory: Any = None
    ) -> Float[Tensor, "*steps symbols"]:
        return log_softmax(self(features.readout))

    def loss(
        self,
        features: OutputFeatures,
        memory: Any,
        target: Int[Tensor, "batch time"],
        real: Bool[Tensor, "batch time"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        readout = features.readout
        if torch.is_autocast_enabled(readout.device.type):  # the kernel is of one precision
            return cross_entropy(self(readout), target, real, label_smoothing)
        rows = (readout.flatten(0, 1), self.weight, self.bias, target.flatten(), real.flatten())
        total, nll = vocabulary_loss(*rows, label_smoothing)
        return Loss(total, nll, real.sum())

    def symbol_parameters(self) -> tuple[Tensor, ...]:
        return self.weight, self.bias

    def reindex(self, source: Tensor, target: Tensor) -> None:
        return None

    def fast(self) -> OutputForm | None:
        """The form that searches compute with, unless a subclass changes the distribution."""
        if not keeps_equation(self, SoftmaxOutput, "log_probabilities", "prepare", "forward"):
            return None
        return OutputForm(self.weight.detach(), self.bias.detach())
