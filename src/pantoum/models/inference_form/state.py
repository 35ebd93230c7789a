"""The state of an inference decoder: what is attended to is kept once for an input, however many
partial hypotheses its beam has.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention import BeamLayout
from pantoum.cells import select_rows
from pantoum.models.decoder_state import Branches
from pantoum.models.inference_form.shortlist import ShortlistedOutput


class InferenceMemory(NamedTuple):
    """Inputs made ready to be attended to: `pantoum.attention.AttentionMemory`, with keys as the
    score's form wants them.

    values [inputs, source, size]: what the weights of a step are applied to: annotations, or their
    products with the weights that a step would multiply the context with; there may be columns of 0
    behind them. The mask [inputs, at least source] may be longer than they are.
    """

    keys: Float[Tensor, "inputs source key"]
    values: Float[Tensor, "inputs source size"]
    mask: Tensor


class InferenceState(NamedTuple):
    """As `pantoum.models.DecoderState`, but memory and output symbols are of inputs, while cells
    and feed are of partial hypotheses.

    shortlisted: the output symbols that there are, if not all; copied: what each input symbol is
    copied as, if the output distribution copies; projected: whether the memory's values are
    products of annotations.
    """

    cells: tuple[Any, ...]
    feed: Float[Tensor, "alive readout"] | None
    memory: InferenceMemory | None
    layout: BeamLayout | None
    shortlisted: ShortlistedOutput | None
    copied: Int[Tensor, "inputs source"] | None = None
    projected: bool = False

    @property
    def owners(self) -> Int[Tensor, " alive"] | None:
        """The input of each partial hypothesis; None for one each, in order."""
        return None if self.layout is None else self.layout.owners

    def select(self, rows: Int[Tensor, " picked"]) -> InferenceState:
        """The state with its rows picked, each with its input."""
        owners = self.owners
        inputs = rows if owners is None else owners[rows]
        return self._of_inputs(inputs)._continued(rows)._replace(layout=None)

    def branch(self, branches: Branches) -> InferenceState:
        """The state of partial hypotheses that continue those here."""
        searched = self if branches.inputs is None else self._of_inputs(branches.inputs)
        owners = branches.places // branches.width
        layout = BeamLayout(branches.places, branches.width, owners)
        return searched._continued(branches.parents)._replace(layout=layout)

    def _of_inputs(self, inputs: Int[Tensor, " inputs"]) -> InferenceState:
        """With what there is of some inputs."""
        memory = None if self.memory is None else select_rows(self.memory, inputs)
        shortlisted = None if self.shortlisted is None else self.shortlisted.select(inputs)
        copied = None if self.copied is None else self.copied.index_select(0, inputs)
        return self._replace(memory=memory, shortlisted=shortlisted, copied=copied)

    def _continued(self, parents: Int[Tensor, " alive"]) -> InferenceState:
        feed = None if self.feed is None else self.feed.index_select(0, parents)
        cells = tuple(select_rows(state, parents) for state in self.cells)
        return self._replace(cells=cells, feed=feed)
