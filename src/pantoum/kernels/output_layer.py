"""An output layer and the cross-entropy of its softmax in one function, whose logits never stand in
memory together.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable

# Logits of a block of rows: as many as stay in a processor's cache.
BLOCK = 1 << 19


def vocabulary_loss(
    x: Float[Tensor, "rows size"],
    weight: Float[Tensor, "classes size"],
    bias: Float[Tensor, "classes"],
    target: Int[Tensor, "rows"],
    real: Bool[Tensor, "rows"],
    label_smoothing: float,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """The total and the negative log-likelihood of `pantoum.models.cross_entropy` on the logits W x
    + b.

    The gradients are found in the forward pass, block by block, while a block's logits are at hand:
    of [rows, classes] nothing is kept. The negative log-likelihood has no gradient.
    """
    return _VocabularyLoss.apply(x, weight, bias, target, real, label_smoothing)  # type: ignore[return-value]


class _VocabularyLoss(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        target: Tensor,
        real: Tensor,
        smoothing: float,
    ) -> tuple[Tensor, Tensor]:
        backward = any(ctx.needs_input_grad)
        gradients = _Gradients.zeros(x, weight, bias) if backward else None
        sums = x.new_zeros(2)
        shares = real.to(x.dtype)
        rows = max(1, BLOCK // len(weight))
        for start in range(0, len(x), rows):
            block = slice(start, start + rows)
            logits = torch.addmm(bias, x[block], weight.t())
            sums += _block(logits, target[block], shares[block], smoothing)
            if gradients is not None:
                gradients.add(block, logits, x, weight)
        if gradients is not None:
            gradients.smooth(x, weight, shares, smoothing)
            ctx.save_for_backward(*gradients)
        nll, uniform = sums.unbind()
        ctx.mark_non_differentiable(nll)
        return (1 - smoothing) * nll + smoothing * uniform, nll

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Any, ...]:  # type: ignore[override]
        return *(gradients[0] * found for found in ctx.saved_tensors), None, None, None


class _Gradients(NamedTuple):
    """Shapes: x [rows, size], weight [classes, size], bias [classes]."""

    x: Tensor
    weight: Tensor
    bias: Tensor

    @classmethod
    def zeros(cls, *like: Tensor) -> _Gradients:
        return cls(*(torch.zeros_like(tensor) for tensor in like))

    def add(self, block: slice, d_logits: Tensor, x: Tensor, weight: Tensor) -> None:
        """What a block's logits pass on."""
        torch.mm(d_logits, weight, out=self.x[block])
        self.weight.addmm_(d_logits.t(), x[block])
        self.bias.add_(d_logits.sum(0))

    def smooth(self, x: Tensor, weight: Tensor, shares: Tensor, smoothing: float) -> None:
        """-ε/K for every class of every real row: the same for all classes, so that no [rows,
        classes] is needed.
        """
        if smoothing:
            even = smoothing / len(weight)
            self.x.addr_(shares, weight.sum(0), alpha=-even)
            self.weight.sub_(even * (shares @ x))
            self.bias.sub_(even * shares.sum())


def _block(logits: Tensor, target: Tensor, shares: Tensor, smoothing: float) -> Tensor:
    """-Σ log P(y) and -Σ mean log P over a block's real rows; the logits become softmax less (1 -
    ε) of the target.
    """
    highest = logits.amax(dim=1, keepdim=True)
    logits -= highest
    chosen = logits.gather(1, target[:, None])[:, 0]
    mean = logits.mean(dim=1) if smoothing else chosen
    total = logits.exp_().sum(dim=1)
    log_total = total.log()
    logits *= (shares / total)[:, None]
    logits.scatter_add_(1, target[:, None], ((smoothing - 1) * shares)[:, None])
    return torch.stack([shares @ (log_total - chosen), shares @ (log_total - mean)])
