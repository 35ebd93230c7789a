"""How the beginnings of outputs go on from step to step."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Int
from torch import Tensor


class Branches(NamedTuple):
    """The step from one batch of beginnings to the next, in a beam search.

    inputs: those that go on, of the ones before, or None for all; parents [alive]: the place in the
    batch before of what each beginning continues; places [alive]: its own in a table [inputs,
    width], input after input; width: of the table.
    """

    inputs: Int[Tensor, " inputs"] | None
    parents: Int[Tensor, " alive"]
    places: Int[Tensor, " alive"]
    width: int
