"""A classifier, or several that decide together, as one graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from pantoum.exporting.layers import with_traced_layers
from pantoum.exporting.trace import trace
from pantoum.models import Classifier
from pantoum.symbols import EOS

# Sizes of the example that is traced: different ones, so that none is taken for another.
LENGTHS = (7, 5, 6, 3, 2)


def classifier_graph(
    models: Sequence[Classifier],
    orders: Sequence[Sequence[int]] | None = None,
    *,
    same_inputs: bool = False,
) -> onnx.ModelProto:
    """The graph of a classifier, or of several that decide by the mean of their probabilities.

    Inputs: ``source`` [batch, source], the ids of the symbols, and ``lengths`` [batch]. Members of
    an ensemble that have vocabularies of their own read inputs of their own, the second
    ``source_2`` and ``lengths_2``. There is at least one symbol in a batch.

    Outputs: ``probabilities`` [batch, labels]. Where a pooling has learned how much each symbol
    counts, also ``weights`` [batch, source], 0 on padding: the mean over the members that have
    them. Members that read inputs of their own have weights of their own, the second
    ``weights_2``, for only those of the same symbols have a mean.

    Args:
        models: one or several; they are not changed.
        orders: for each model, for each label of the output its number in the model's own order;
            None: all have the same labels in the same order.
        same_inputs: whether all members have the same vocabulary, and so read the same inputs.
    """
    members: list[Any] = [with_traced_layers(model) for model in models]
    shared = same_inputs or len(members) == 1
    inputs: dict[str, Tensor] = {}
    axes: dict[str, Sequence[str | None]] = {}
    suffixes = ["", *(f"_{number}" for number in range(2, len(members) + 1))]
    for suffix in suffixes[:1] if shared else suffixes:
        inputs[f"source{suffix}"] = torch.full((len(LENGTHS), LENGTHS[0]), EOS)
        inputs[f"lengths{suffix}"] = torch.tensor(LENGTHS)
        axes[f"source{suffix}"] = ["batch", f"source{suffix}"]
        axes[f"lengths{suffix}"] = ["batch"]
    module = _Classification(members, orders, shared=shared)
    with torch.no_grad():
        found = module.weights_of_members(*inputs.values())
    pairs = zip(suffixes, found, strict=True)
    weights = [f"weights{suffix}" for suffix, one in pairs if one is not None]
    if shared and weights:
        weights = ["weights"]
    return trace(module, inputs, axes, ["probabilities", *weights])


class _Classification(nn.Module):
    """From symbols to probabilities, as a function of tensors; see `classifier_graph`."""

    def __init__(
        self, members: Sequence[Classifier], orders: Sequence[Sequence[int]] | None, *, shared: bool
    ) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.orders = None if orders is None else [torch.tensor(order) for order in orders]
        self.shared = shared

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        read = self._read(inputs)
        # As in `pantoum.inference.classify`, in double precision.
        shares = [torch.softmax(logits.double(), dim=-1) for logits, _ in read]
        if self.orders is not None:
            shares = [share[:, order] for share, order in zip(shares, self.orders, strict=True)]
        probabilities = torch.stack(shares).mean(dim=0).float()
        weights = [one for _, one in read if one is not None]
        if self.shared and weights:
            weights = [torch.stack(weights).mean(dim=0)]
        return (probabilities, *weights)

    def weights_of_members(self, *inputs: Tensor) -> list[Tensor | None]:
        """How much each symbol counted for each member; None where that is not learned."""
        return [weights for _, weights in self._read(inputs)]

    def _read(self, inputs: Sequence[Tensor]) -> list[tuple[Tensor, Tensor | None]]:
        texts = [inputs[place : place + 2] for place in range(0, len(inputs), 2)]
        if self.shared:
            texts = texts * len(self.members)
        return [member(*text) for member, text in zip(self.members, texts, strict=True)]
