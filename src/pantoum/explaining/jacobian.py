"""How much a small change of one vector changes another: the size of a Jacobian.

The size is the Frobenius norm of J = ∂y/∂x divided by √(size of y), which is called the root mean
square gain here: 1 for the identity, g for g times an orthogonal matrix. In a graph of autograd a
product vᵀJ costs one backward pass, and rows of a batch do not touch each other, so that one pass
makes many products. With the unit vectors as v these are all rows of J, and the gain is exact. With
random v of unit covariance E‖vᵀJ‖² = ‖J‖²_F, so that few products estimate what is too large to be
written down.

Source: Hutchinson (1990), A stochastic estimator of the trace of the influence matrix, for the
trace of J Jᵀ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor


class Gains(NamedTuple):
    """Root mean square gains, and the standard error of each: 0 where it is exact."""

    values: Float[np.ndarray, "*each"]
    errors: Float[np.ndarray, "*each"]


class Probes(NamedTuple):
    """The vectors that a Jacobian is multiplied by from the left.

    Each is scaled so that the mean of ‖vᵀJ‖² over them is the square of the gain.
    exact: whether it is so, and not in expectation alone.
    """

    vectors: Float[Tensor, "products size"]
    exact: bool


def probes(
    products: int,
    like: Float[Tensor, " size"],
    generator: torch.Generator,
    possible: Bool[Tensor, " size"] | None = None,
) -> Probes:
    """The unit vectors, if so many products are enough for them, else random signs.

    Random signs (Rademacher) have the least variance among vectors of independent entries.

    Args:
        products: at most so many.
        like: a vector of the size, number type and device that they are to have.
        generator: of random numbers, on the CPU.
        possible: which entries of y count; by default all of them.
    """
    counted = torch.ones_like(like, dtype=torch.bool) if possible is None else possible
    size = int(counted.sum())
    if size <= products:
        return Probes(torch.eye(len(like), dtype=like.dtype, device=like.device)[counted], True)
    signs = torch.randint(0, 2, (products, len(like)), generator=generator) * 2 - 1
    return Probes(signs.to(like) * counted / size**0.5, False)


def gains(
    outputs: Sequence[Float[Tensor, "rows _"]],
    inputs: Sequence[Float[Tensor, "rows *places _"]],
    probes: Sequence[Probes],
) -> Gains:
    """The gain of each output with respect to each input, by one backward pass.

    All rows of a batch have read the same, and none depends on another. The products of the first
    output are made in the first rows, those of the second in the rows behind them, and so on. The
    graph is kept.

    Args:
        outputs: the vectors y, in any order along the graph.
        inputs: the vectors x. Where there are more axes than two, each place has a gain of its own.
        probes: those of each output; as many vectors altogether as there are rows, or fewer.
    Returns: gains [outputs, inputs], where an input of n places counts as n inputs.
    """
    began = []
    row = 0
    for output, of_output in zip(outputs, probes, strict=True):
        directions = torch.zeros_like(output)
        directions[row : row + len(of_output.vectors)] = of_output.vectors
        row += len(of_output.vectors)
        began.append(directions)
    slopes = torch.autograd.grad(
        list(outputs), list(inputs), began, retain_graph=True, allow_unused=True
    )
    squares = torch.cat(
        [
            _squares(torch.zeros_like(one) if slope is None else slope)
            for one, slope in zip(inputs, slopes, strict=True)
        ],
        dim=1,
    )
    values = []
    errors = []
    row = 0
    for of_output in probes:
        own = squares[row : row + len(of_output.vectors)]
        row += len(of_output.vectors)
        found = of_squares(own.cpu().numpy(), of_output.exact)
        values.append(found.values)
        errors.append(found.errors)
    return Gains(np.stack(values), np.stack(errors))


def of_squares(squares: Float[np.ndarray, "products *each"], exact: bool) -> Gains:
    """The gains of which the means of these squares are the squares.

    The error of a root is that of the mean over twice the root, to first order; that of a single
    random product is not known.
    """
    values = np.sqrt(squares.mean(axis=0))
    if exact:
        return Gains(values, np.zeros_like(values))
    if len(squares) == 1:
        return Gains(values, np.full_like(values, np.nan))
    of_mean = squares.std(axis=0, ddof=1) / len(squares) ** 0.5
    return Gains(values, of_mean / (2 * np.where(values == 0, 1, values)))


def first_below(log_gains: Float[np.ndarray, " lags"], share: float) -> int | None:
    """The first lag at which a gain is below so large a share of that at lag 1; None if none is.

    Args:
        log_gains: natural logarithms, from lag 1.
    """
    below = np.flatnonzero(log_gains < log_gains[0] + math.log(share))
    return int(below[0]) + 1 if len(below) else None


def _squares(slopes: Tensor) -> Float[Tensor, "rows inputs"]:
    """Squared lengths, with 64 bits: squares of what is small would be 0 with 32."""
    return slopes.double().square().sum(dim=-1).reshape(len(slopes), -1)
