"""How far gradients reach in a cell by itself, for sequences of hundreds of steps.

The Jacobian of the last state is carried back from step to step, as a product of the Jacobians of
single steps. It is scaled to 1 at every step and the logarithm of its size is kept, so that what is
as small as 10^-1000, or as large as 10^1000, still has a number.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.cells import map_state
from pantoum.explaining.jacobian import of_squares, probes

# Of cells with more units, Jacobians are estimated by random products.
MOST_EXACT = 256
PRODUCTS = 64


class CellReach(NamedTuple):
    """The gains ∂a<t>/∂a<t-l> and, of a cell with a memory cell, ∂a<t>/∂c<t-l>.

    Each is through this part of the state alone, with the other parts of it held as they are.

    Attributes:
        log_gains: by the names of the parts of the state the natural logarithms of the gains
            (`pantoum.explaining.jacobian`), [batch, lags]: of the last state with respect to the
            states before it, from lag 1 to that of the initial state. -inf for a gain of 0.
        errors: the standard error of each gain as a share of it; 0 where it is exact.
    """

    log_gains: Mapping[str, Float[np.ndarray, "batch lags"]]
    errors: Mapping[str, Float[np.ndarray, "batch lags"]]


def cell_reach(
    cell: Any,
    inputs: Float[Tensor, "batch steps input"],
    *,
    products: int | None = None,
    seed: int = 1,
) -> CellReach:
    """How much the last state of a cell depends on each state before it.

    A copy of the cell computes with 64 bits, from its initial state.

    Args:
        cell: one of `pantoum.cells`, or of one's own that keeps their contract.
        inputs: what it reads, in each row a sequence by itself.
        products: how many products estimate a Jacobian of more units than that; by default it is
            exact for up to 256 units, and estimated by 64 products for more.
        seed: of the random vectors.
    """
    wide = copy.deepcopy(cell).double().eval()
    inputs = inputs.detach().double()
    if products is None:
        products = MOST_EXACT if wide.hidden_size <= MOST_EXACT else PRODUCTS
    states = _states(wide, inputs)
    last = states.pop()
    generator = torch.Generator().manual_seed(seed)
    directions, exact = probes(products, last[0][0], generator)
    # Rows of the batch stand behind each other, for each product all of them.
    slopes = [torch.zeros_like(part).repeat(len(directions), 1) for part in last]
    slopes[0] = directions.repeat_interleave(len(inputs), dim=0)
    names = type(last)._fields
    logs: dict[str, list[np.ndarray]] = {name: [] for name in names}
    errors: dict[str, list[np.ndarray]] = {name: [] for name in names}
    scale = np.zeros(len(inputs))
    for step in reversed(range(inputs.shape[1])):
        slopes = _back(wide, inputs[:, step], states[step], slopes, len(directions))
        apart = [one.reshape(len(directions), len(inputs), -1) for one in slopes]
        size = torch.stack([one.abs().amax(dim=(0, 2)) for one in apart]).amax(dim=0)
        shown = torch.where(size == 0, 1, size)
        slopes = [(one / shown[:, None]).flatten(0, 1) for one in apart]
        scale += np.log(shown.cpu().numpy())
        for name, one in zip(names, slopes, strict=True):
            squares = one.reshape(len(directions), len(inputs), -1).square().sum(dim=-1)
            found = of_squares(squares.cpu().numpy(), exact)
            with np.errstate(divide="ignore", invalid="ignore"):
                logs[name].append(np.log(found.values) + scale)
                errors[name].append(np.where(found.values > 0, found.errors / found.values, 0.0))
    return CellReach(
        {name: np.stack(of_lags, axis=1) for name, of_lags in logs.items()},
        {name: np.stack(of_lags, axis=1) for name, of_lags in errors.items()},
    )


@torch.no_grad()
def _states(cell: Any, inputs: Tensor) -> list[Any]:
    """The initial state and those after each step, with a row for each sequence."""
    states = [map_state(lambda part: part.to(inputs), cell.initial_state(len(inputs)))]
    for step in range(inputs.shape[1]):
        _, after = cell(inputs[:, step], states[-1])
        states.append(after)
    return states


def _back(cell: Any, x: Tensor, before: Any, slopes: list[Tensor], products: int) -> list[Tensor]:
    """The products of the step's Jacobian and each row of the slopes behind it."""
    state = map_state(lambda part: part.repeat(products, 1).requires_grad_(), before)
    with torch.enable_grad():
        _, after = cell(x.repeat(products, 1), state)
    made = [(part, slope) for part, slope in zip(after, slopes, strict=True) if part.requires_grad]
    if not made:  # a cell that does not look at its state
        return [torch.zeros_like(part) for part in state]
    parts, known = zip(*made, strict=True)
    found = torch.autograd.grad(parts, tuple(state), known, allow_unused=True)
    return [
        torch.zeros_like(part) if slope is None else slope
        for part, slope in zip(state, found, strict=True)
    ]
