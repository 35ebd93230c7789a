"""The order of a decoder's step: attention before the cells, or after them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from torch import Tensor

Attended = TypeVar("Attended")

# The top layer's output, and the states of all layers.
Updated = tuple[Tensor, tuple[Any, ...]]


def take_step(
    *,
    attend_then_update: bool,
    attend: Callable[[Tensor], Attended],
    update: Callable[[Attended | None], Updated],
    previous: Tensor,
) -> tuple[Updated, Attended]:
    """One step in either order, of whatever a decoder attends and updates with.

    Args:
        attend_then_update: Bahdanau's order, else Luong's; see `pantoum.models.Decoder`.
        attend: what a query [batch, hidden] finds.
        update: all layers, which may read what has been found; None where that comes after them.
        previous: a<t-1> of the top layer [batch, hidden].
    Sources: Bahdanau, Cho & Bengio (2014), arXiv:1409.0473; Luong, Pham & Manning (2015),
    arXiv:1508.04025.
    """
    if attend_then_update:
        found = attend(previous)
        return update(found), found
    updated = update(None)
    return updated, attend(updated[0])
