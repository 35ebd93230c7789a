"""Batches of few rows, read so that each row has the last bits that it has in a large batch.

PyTorch's libraries take other kernels for products of few rows, which add the same numbers up in
another order; docs/design/0054 says which. So a batch of few rows is read with its rows repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.cells import LSTMForm, fast_form
from pantoum.layers import Recurrent

T = TypeVar("T")

# Fewer rows than these are multiplied by other kernels of PyTorch's BLAS.
LEAST_ROWS = 4
# Weighted sums over so many places, or a multiple, are rounded in the same way.
PLACES = 16


def least_rows(model: nn.Module) -> int:
    """How many rows a batch must have for a model's layers over whole sequences.

    1 where all of them are oneDNN's LSTM, whose kernel is the same for any number; 0 on a GPU.
    """
    weight = next(model.parameters(), None)
    if weight is not None and weight.device.type != "cpu":
        return 0
    layers = [part for part in model.modules() if isinstance(part, Recurrent)]
    fused = all(part.fast and isinstance(fast_form(part.cell), LSTMForm) for part in layers)
    return 1 if fused else LEAST_ROWS


def times_to_read(rows: int, width: int, least: int) -> int:
    """How often each of so many rows must stand in a batch.

    Args:
        width: of the padded rows; products have a row for each place.
        least: see `least_rows`.
    """
    if not least or not rows or not width:
        return 1
    return max(-(-least // rows), -(-LEAST_ROWS // (rows * width)))


def repeated(tensor: Tensor, times: int) -> Tensor:
    """All rows, so many times."""
    return tensor if times == 1 else torch.cat((tensor,) * times)


def with_places(
    annotations: Float[Tensor, "rows time size"],
) -> Float[Tensor, "rows places size"]:
    """In inference mode on a CPU: annotations with padding behind them, up to a multiple of
    `PLACES`, so that the weights of each row have the same last bits whatever its batch.
    """
    in_use = torch.is_inference_mode_enabled() and annotations.device.type == "cpu"
    if not in_use or torch.compiler.is_exporting():  # a graph has one form for all lengths
        return annotations
    missing = -annotations.shape[1] % PLACES
    return F.pad(annotations, (0, 0, 0, missing)) if missing else annotations


def take_step(
    step: Callable[[Tensor, Any], tuple[Tensor, Any, Tensor | None]],
    tokens: Int[Tensor, " rows"],
    state: Any,
    least: int,
) -> tuple[Tensor, Any, Tensor | None]:
    """What a model's step gives, with at least so many rows."""
    rows = len(tokens)
    times = times_to_read(rows, 1, least)
    if times == 1:
        return step(tokens, state)
    places = torch.arange(rows, device=tokens.device)
    state = state.select(repeated(places, times))
    scores, state, weights = step(repeated(tokens, times), state)
    return scores[:rows], state.select(places), None if weights is None else weights[:rows]


def first_rows(state: T, rows: int) -> T:
    """The first rows of all tensors of a state, however deep its tuples nest; what else there is
    stays.
    """
    if isinstance(state, Tensor):
        return cast(T, state[:rows])
    if not isinstance(state, tuple):
        return state
    parts = [first_rows(part, rows) for part in state]
    named = getattr(state, "_make", None)
    return cast(T, tuple(parts) if named is None else named(parts))
