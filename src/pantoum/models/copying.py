"""Output distributions that can copy symbols of the input."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from pantoum.cells import keeps_equation
from pantoum.models.loss import Loss, negative_log_likelihood
from pantoum.models.output import CopyForm, OutputFeatures, OutputForm, SoftmaxOutput

# What no annotation was attended to for has this probability of being copied, not 0, whose
# logarithm has no gradient.
LEAST_COPIED = 1e-30


class CopyOutput(nn.Module):
    """The pointer-generator: a symbol is generated, or copied from the input.

    P(y<t> = k) = g<t> softmax(W_y r<t> + b_y)_k + (1 - g<t>) Σ_{t': x<t'> = k} α<t,t'>, where
    g<t> = σ(w_g · r<t> + b_g) is the probability of generating and α are the attention weights.
    The readout r<t> has read the state, the context and the symbol before, as See et al.'s gate
    does.

    Which output symbol an input symbol is copied as follows from their texts and is the same in
    every batch; an input symbol that is no output symbol counts as the unknown one.

    Args:
        vocabulary: W_y and b_y.
        copied_as: for each input symbol, the output symbol of the same text [source symbols].
    Source: See, Liu & Manning (2017), arXiv:1704.04368, equations 8 and 9.
    """

    copied_as: Tensor

    def __init__(self, vocabulary: SoftmaxOutput, copied_as: Int[Tensor, " source"]) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.gate = nn.Linear(vocabulary.in_features, 1)
        nn.init.xavier_uniform_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)
        # It follows from the vocabularies that are saved with a model, not with its weights.
        self.register_buffer("copied_as", copied_as, persistent=False)

    def prepare(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, "batch"]
    ) -> Int[Tensor, "batch source"]:
        """Each input symbol as an output symbol."""
        return self.copied_as[source]

    def log_probabilities(
        self, features: OutputFeatures, memory: Int[Tensor, "batch source"]
    ) -> Float[Tensor, "*steps symbols"]:
        assert features.weights is not None
        generated = self.vocabulary.log_probabilities(features)
        gate = self.gate(features.readout)
        return mix_copies(generated, gate, features.weights, memory)

    def loss(
        self,
        features: OutputFeatures,
        memory: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch time"],
        real: Bool[Tensor, "batch time"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        log_probabilities = self.log_probabilities(features, memory)
        return negative_log_likelihood(log_probabilities, target, real, label_smoothing)

    def symbol_parameters(self) -> tuple[Tensor, ...]:
        return self.vocabulary.symbol_parameters()

    def reindex(self, source: Tensor, target: Tensor) -> None:
        copied_as = torch.empty_like(self.copied_as)
        copied_as[source] = target[self.copied_as]
        self.copied_as = copied_as

    def fast(self) -> OutputForm | None:
        """The form that searches compute with, unless a subclass changes the distribution."""
        form = self.vocabulary.fast()
        if form is None or not keeps_equation(self, CopyOutput, "log_probabilities", "prepare"):
            return None
        gate = CopyForm(self.gate.weight.detach(), self.gate.bias.detach(), self.copied_as)
        return form._replace(copying=gate)


def mix_copies(
    generated: Float[Tensor, "batch *time symbols"],
    gate: Float[Tensor, "batch *time 1"],
    weights: Float[Tensor, "batch *time source"],
    copied: Int[Tensor, "batch source"],
) -> Float[Tensor, "batch *time symbols"]:
    """log (g P_generated + (1 - g) P_copied).

    Args:
        generated: log P_generated.
        gate: g = σ(gate).
        weights: the attention weights.
        copied: the output symbol that each annotation's input symbol is copied as.
    """
    gate = gate.to(generated.dtype)
    weights = weights.to(generated.dtype)
    places = copied if weights.dim() == 2 else copied[:, None].expand_as(weights)
    shares = torch.zeros_like(generated).scatter_add(-1, places, weights)
    copying = shares.clamp_min(LEAST_COPIED).log() + F.logsigmoid(-gate)
    return torch.logaddexp(generated + F.logsigmoid(gate), copying)
