"""What happens inside a step of a cell: its gates, its candidate, and the state that it makes."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float
from torch import Tensor


class LSTMGates(NamedTuple):
    """Γ_u, Γ_f, Γ_o and c̃<t>, and the state c<t> and a<t> that they make; all [batch, hidden]."""

    update_gate: Float[Tensor, "batch hidden"]
    forget_gate: Float[Tensor, "batch hidden"]
    output_gate: Float[Tensor, "batch hidden"]
    candidate: Float[Tensor, "batch hidden"]
    cell: Float[Tensor, "batch hidden"]
    hidden: Float[Tensor, "batch hidden"]


class GRUGates(NamedTuple):
    """Γ_r, Γ_u (1 - z, where PyTorch has z) and c̃<t>, and the state a<t> = c<t> that they make; all
    [batch, hidden].
    """

    relevance_gate: Float[Tensor, "batch hidden"]
    update_gate: Float[Tensor, "batch hidden"]
    candidate: Float[Tensor, "batch hidden"]
    hidden: Float[Tensor, "batch hidden"]


class RNNGates(NamedTuple):
    """The state a<t>, for a plain cell has no gates; [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]
