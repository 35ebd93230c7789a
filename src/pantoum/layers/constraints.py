"""Which tag sequences there can be."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Bool
from torch import Tensor


class Constraints(NamedTuple):
    """The tags that may begin a row, follow each other and end a row; True allows.

    Shapes: start [tags], transitions [tags, tags] (from, to), end [tags]; tensors, arrays or nested
    lists.
    """

    start: Any
    transitions: Any
    end: Any


def constraint_masks(constraints: Constraints | None, tags: int) -> tuple[Bool[Tensor, "..."], ...]:
    """The three masks as tensors, all True for None.

    Raises: ValueError for a mask of another shape, and when no tag may begin or end a row.
    """
    shapes = {"start": (tags,), "transitions": (tags, tags), "end": (tags,)}
    if constraints is None:
        return tuple(torch.ones(shape, dtype=torch.bool) for shape in shapes.values())
    masks = [torch.as_tensor(mask, dtype=torch.bool) for mask in constraints]
    for (name, shape), mask in zip(shapes.items(), masks, strict=True):
        if mask.shape != shape:
            raise ValueError(
                f"{name} of the constraints must have the shape {shape}, but has "
                f"{tuple(mask.shape)}"
            )
        # On the meta device, where a model is built to know its shapes, there are no values.
        if not mask.is_meta and not mask.any():
            raise ValueError(f"{name} of the constraints allows nothing")
    return tuple(masks)
