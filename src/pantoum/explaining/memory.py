"""How long the units of a gated cell remember: the half-life of what they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor


def kept_share(shown: Any) -> Tensor | None:
    """What share of its memory a cell keeps at one step, for each unit: Γ_f, or 1 - Γ_u where the
    memory is the output, as in a GRU; None for a cell that shows no such gate.

    Args:
        shown: what happens inside the step, as the cell's `gates` gives it.
    """
    if hasattr(shown, "forget_gate"):
        return shown.forget_gate
    if hasattr(shown, "update_gate") and not hasattr(shown, "cell"):
        return 1 - shown.update_gate
    return None


@torch.no_grad()
def log_kept(steps: Sequence[Any]) -> Float[np.ndarray, "steps units"] | None:
    """ln Γ_f of the first row at each step; None for a cell without gates."""
    shares = [kept_share(shown) for shown in steps]
    rows = [share[0].double().log().cpu().numpy() for share in shares if share is not None]
    return np.stack(rows) if rows else None


def half_lives(logs: Float[np.ndarray, "steps units"]) -> Float[np.ndarray, " units"]:
    """After how many steps half of what a unit holds is left: ln(1/2) over the mean of ln Γ_f.

    It is of the memory along its own path, c<t> = Γ_f c<t-1> + ..., with the gates as they were:
    what comes back through the gates and the candidate is not in it. Infinite for a gate that has
    never let anything go, 0 for one that was ever shut entirely.
    """
    means = logs.mean(axis=0)
    with np.errstate(divide="ignore"):
        return math.log(0.5) / np.minimum(means, -0.0)
