"""The state of a frozen decoder: what is looked at is kept once for an input, however many
beginnings its beam has.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Float, Int
from torch import Tensor

from pantoum.cells import select_rows
from pantoum.models.branches import Branches
from pantoum.models.frozen.shortlist import Words


class FrozenMemory(NamedTuple):
    """Inputs made ready to be looked at: `pantoum.attention.AttentionMemory`, with keys as the
    score wants them.

    values [inputs, source, size]: what a step adds up: annotations, or the products of them that it
    is wanted for.
    """

    keys: Float[Tensor, "inputs source key"]
    values: Float[Tensor, "inputs source size"]
    mask: Tensor


class Layout(NamedTuple):
    """Where the beginnings of a batch stand in a table [inputs, width]; without one, each has an
    input of its own.

    owners: the input of each.
    """

    places: Int[Tensor, " alive"]
    width: int
    owners: Int[Tensor, " alive"]


class FrozenState(NamedTuple):
    """As `pantoum.models.DecoderState`, but memory and words are of inputs, while cells and feed
    are of beginnings.

    words: the output symbols that there are, if not all; folded: whether the memory's values are
    products of annotations.
    """

    cells: tuple[Any, ...]
    feed: Float[Tensor, "alive readout"] | None
    memory: FrozenMemory | None
    layout: Layout | None
    words: Words | None
    folded: bool = False

    @property
    def owners(self) -> Int[Tensor, " alive"] | None:
        """The input of each beginning; None for one each, in order."""
        return None if self.layout is None else self.layout.owners

    def select(self, rows: Int[Tensor, " picked"]) -> FrozenState:
        """The state with its rows picked, each with its input."""
        owners = self.owners
        return (
            self._of(rows if owners is None else owners[rows])
            ._continued(rows)
            ._replace(layout=None)
        )

    def branch(self, branches: Branches) -> FrozenState:
        """The state of beginnings that continue those here."""
        going = self if branches.inputs is None else self._of(branches.inputs)
        layout = Layout(branches.places, branches.width, branches.places // branches.width)
        return going._continued(branches.parents)._replace(layout=layout)

    def _of(self, inputs: Int[Tensor, " inputs"]) -> FrozenState:
        """With what there is of some inputs."""
        memory = None if self.memory is None else select_rows(self.memory, inputs)
        return self._replace(
            memory=memory, words=None if self.words is None else self.words.select(inputs)
        )

    def _continued(self, parents: Int[Tensor, " alive"]) -> FrozenState:
        feed = None if self.feed is None else self.feed.index_select(0, parents)
        return self._replace(
            cells=tuple(select_rows(state, parents) for state in self.cells), feed=feed
        )
