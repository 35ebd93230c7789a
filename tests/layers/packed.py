"""PyTorch's own deep bi-directional recurrent layers on packed rows, with the weights of ours."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from pantoum.layers import Bidirectional, Deep, Recurrent


def reference_of(deep: Deep, theirs: Any, input_size: int, hidden: int) -> nn.RNNBase:
    """`torch.nn.LSTM`, `GRU` or `RNN` with the weights of `deep`, whose layers have two directions
    or one.
    """
    two = isinstance(deep.layers[0], Bidirectional)
    reference = theirs(
        input_size, hidden, num_layers=len(deep.layers), bidirectional=two, batch_first=True
    ).double()
    ends = ["", "_reverse"] if two else [""]
    with torch.no_grad():
        for level, layer in enumerate(deep.layers):
            for end, direction in zip(ends, directions_of(layer), strict=True):
                for name, weight in direction.cell.named_parameters():
                    getattr(reference, f"{name}_l{level}{end}").copy_(weight)
    return reference


def directions_of(layer: nn.Module) -> list[Recurrent]:
    found = (
        [layer.forward_layer, layer.backward_layer] if isinstance(layer, Bidirectional) else [layer]
    )
    return [direction for direction in found if isinstance(direction, Recurrent)]


def run_packed(reference: nn.RNNBase, x: Tensor, lengths: Tensor) -> list[Tensor]:
    """y, then the final states layer by layer, forward before backward, each with all its parts."""
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    y_packed, finals = reference(packed)
    y, _ = pad_packed_sequence(y_packed, batch_first=True, total_length=x.shape[1])
    parts = finals if isinstance(finals, tuple) else (finals,)
    return [y, *(part[place] for place in range(parts[0].shape[0]) for part in parts)]
