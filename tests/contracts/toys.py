"""Cells and scores of somebody else's: they keep the contracts, and nothing in the package knows
them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pantoum.attention import AttentionMemory, DotAttention, attend, length_mask
from pantoum.cells import LSTMCell, LSTMState, RNNState
from pantoum.cells.contract import initialize


class MinimalGatedCell(nn.Module):
    """A cell of an equation of its own, the minimal gated unit with a gain.

    Γ_f = σ(W_f [a<t-1>; x<t>] + b_f); c̃<t> = tanh(W_cx x<t> + b_cx + Γ_f * (W_ca a<t-1> + b_ca));
    a<t> = (1 - Γ_f) a<t-1> + Γ_f * gain * c̃<t>.

    Source: Zhou et al. (2016), arXiv:1603.09420; the gain is this file's own.
    """

    state_type = RNNState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(2 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(2 * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.zeros(2 * hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(2 * hidden_size))
        self.gain = nn.Parameter(torch.linspace(0.5, 1.5, hidden_size))
        initialize(self.weight_ih, self.weight_hh)

    def initial_state(self, batch: int) -> RNNState:
        return RNNState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def forward(self, x: Tensor, state: RNNState) -> tuple[Tensor, RNNState]:
        products = F.linear(x, self.weight_ih, self.bias_ih)
        from_input, candidate = products.chunk(2, dim=-1)
        recurrent = F.linear(state.hidden, self.weight_hh, self.bias_hh)
        from_state, remembered = recurrent.chunk(2, dim=-1)
        forget = torch.sigmoid(from_input + from_state)
        candidate = self.gain * torch.tanh(candidate + forget * remembered)
        hidden = (1 - forget) * state.hidden + forget * candidate
        return hidden, RNNState(hidden)


class EmptyLSTMCell(LSTMCell):
    """An LSTM cell under a name of its own, with nothing changed."""


class CoupledLSTMCell(LSTMCell):
    """An LSTM cell whose step is its own: what is forgotten makes room for what is new.

    Γ_u = 1 - Γ_f, so that the update gate's block of weights decides nothing but the mean of both.
    Source of coupled gates: Greff et al. (2015), arXiv:1503.04069.
    """

    def forward(self, x: Tensor, state: LSTMState | tuple[Tensor, ...]) -> tuple[Tensor, LSTMState]:
        before, memory = state
        products = F.linear(x, self.weight_ih, self.bias_ih)
        gates = products + F.linear(before, self.weight_hh, self.bias_hh)
        update, forget, candidate, output = gates.chunk(4, dim=-1)
        keep = torch.sigmoid(forget - update)
        cell = keep * memory + (1 - keep) * torch.tanh(candidate)
        hidden = torch.sigmoid(output) * torch.tanh(cell)
        return hidden, LSTMState(hidden, cell)


class HalvingDotAttention(DotAttention):
    """score(q, a) = q · a / √d, otherwise as `DotAttention`: what a subclass changes counts."""

    def score(self, query: Tensor, memory: AttentionMemory) -> Tensor:
        return super().score(query, memory) / self.query_size**0.5


class GatedBilinearAttention(nn.Module):
    """A score of an equation of its own: u · tanh(q * W a)."""

    def __init__(self, query_size: int, annotation_size: int) -> None:
        super().__init__()
        self.query_size = query_size
        self.annotation_size = annotation_size
        self.key = nn.Linear(annotation_size, query_size, bias=False)
        self.direction = nn.Parameter(torch.linspace(-2.0, 2.5, query_size))
        nn.init.xavier_uniform_(self.key.weight)

    def prepare(self, annotations: Tensor, lengths: Tensor) -> AttentionMemory:
        mask = length_mask(lengths, annotations.shape[1])
        return AttentionMemory(annotations, self.key(annotations), mask)

    def score(self, query: Tensor, memory: AttentionMemory) -> Tensor:
        return torch.tanh(query[:, None] * memory.keys) @ self.direction

    def forward(self, query: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        context, weights = attend(self.score(query, memory)[:, None], memory)
        return context[:, 0], weights[:, 0]
