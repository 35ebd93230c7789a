"""The states of the cells: what one step hands to the next."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float
from torch import Tensor


class LSTMState(NamedTuple):
    """hidden: a<t>, cell: c<t>, the memory cell; both [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]
    cell: Float[Tensor, "batch hidden"]


class GRUState(NamedTuple):
    """hidden: a<t>, which is also the memory cell c<t>; [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]


class RNNState(NamedTuple):
    """hidden: a<t>, [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]
