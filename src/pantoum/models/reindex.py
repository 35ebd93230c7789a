"""The same encoder-decoder with its symbols in another order."""

from __future__ import annotations

import copy

import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.models.seq2seq import Seq2Seq


def reindexed(
    model: Seq2Seq, source: Int[Tensor, " source"], target: Int[Tensor, " symbols"]
) -> Seq2Seq:
    """A copy that does with the new ids what the model does with its own.

    Args:
        source, target: the new id of each symbol of the input and of the output.
    """
    model = copy.deepcopy(model)
    # Tied weights are one parameter, which must be moved once.
    moved = {model.encoder.embedding.weight: source, model.decoder.embedding.weight: target}
    moved |= dict.fromkeys(model.decoder.output.symbol_parameters(), target)
    model.decoder.output.reindex(source, target)
    with torch.no_grad():
        for parameter, ids in moved.items():
            parameter[ids] = parameter.clone()
    return model
