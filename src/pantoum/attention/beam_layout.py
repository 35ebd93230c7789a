"""The partial hypotheses of a beam search share the annotations of their input."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float, Int
from torch import Tensor


class BeamLayout(NamedTuple):
    """Where the partial hypotheses of a batch stand in a table [inputs, width], input by input.

    Without a layout each of them has an input of its own, in order.

    places [alive]: of each in the flattened table; width: of the table; owners [alive]: the input
    of each.
    """

    places: Int[Tensor, " alive"]
    width: int
    owners: Int[Tensor, " alive"]


def several(layout: BeamLayout | None) -> bool:
    """Whether an input has several partial hypotheses."""
    return layout is not None and layout.width > 1


def to_table(
    values: Float[Tensor, "alive size"], inputs: int, layout: BeamLayout | None
) -> Float[Tensor, "inputs width size"]:
    """Rows at their places, 0 in the empty ones."""
    if layout is None:
        return values[:, None]
    places = inputs * layout.width
    if len(values) == places:
        return values.view(inputs, layout.width, -1)
    table = values.new_zeros(places, values.shape[1])
    return table.index_copy_(0, layout.places, values).view(inputs, layout.width, -1)


def from_table(
    table: Float[Tensor, "inputs width size"], layout: BeamLayout | None
) -> Float[Tensor, "alive size"]:
    """The rows back."""
    flat = table.flatten(0, 1)
    if layout is None or len(flat) == len(layout.places):
        return flat
    return flat.index_select(0, layout.places)
