"""From the encoder's last states to the decoder's first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn


class Bridge(nn.Module):
    """The decoder's first states from the encoder's last, whatever their cells, layers and
    directions.

    Each decoder layer reads one encoder layer's last states, both directions and all their parts
    side by side, v = [a_F; a_B] or [a_F; c_F; a_B; c_B]: hidden = tanh(W v + b), and for an LSTM
    memory = W' v + b'. Layers are aligned from the top: the decoder's last reads the encoder's
    last; a decoder with more layers reads the encoder's first layer more than once.

    Args:
        encoder_sizes: for each encoder layer, the size of its whole state (all parts and
            directions).
        cells: the decoder's cells, from the first layer to the last.
    Source: the hidden part as in Bahdanau, Cho & Bengio (2014), arXiv:1409.0473, appendix A.2.2.
    """

    def __init__(self, encoder_sizes: Sequence[int], cells: Sequence[Any]) -> None:
        super().__init__()
        top = len(encoder_sizes) - len(cells)
        self.reads = [max(0, top + layer) for layer in range(len(cells))]
        self.state_types = [cell.state_type for cell in cells]
        self.projections = nn.ModuleList(
            nn.Linear(encoder_sizes[read], cell.hidden_size * len(cell.state_type._fields))
            for read, cell in zip(self.reads, cells, strict=True)
        )
        for projection in self.projections:
            nn.init.xavier_uniform_(projection.weight)  # type: ignore[arg-type]
            nn.init.zeros_(projection.bias)  # type: ignore[arg-type]

    def forward(
        self,
        encoder_states: Sequence[Any],
        products: Sequence[Callable[[Tensor], Tensor]] | None = None,
    ) -> tuple[Any, ...]:
        states = []
        for read, state_type, projection in zip(
            self.reads, self.state_types, products or self.projections, strict=True
        ):
            whole = projection(torch.cat(list(flatten_state(encoder_states[read])), dim=-1))
            hidden, *others = whole.chunk(len(state_type._fields), dim=-1)
            states.append(state_type(torch.tanh(hidden), *others))
        return tuple(states)


def flatten_state(state: Any) -> list[Tensor]:
    """All tensors of a state, in order, however deep its tuples nest."""
    if isinstance(state, Tensor):
        return [state]
    return [tensor for part in state for tensor in flatten_state(part)]
