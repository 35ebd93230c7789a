"""What goes from one step of a decoder to the next, and what a step gives."""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Int
from torch import Tensor

from pantoum.attention import AttentionMemory
from pantoum.cells import select_rows


class Branches(NamedTuple):
    """The step from one batch of partial hypotheses to the next, in a beam search.

    inputs: those that are still searched, of the ones before, or None for all; parents [alive]: the
    place in the batch before of what each partial hypothesis continues; places [alive]: its own in
    a table [inputs, width], input after input; width: of the table.
    """

    inputs: Int[Tensor, " inputs"] | None
    parents: Int[Tensor, " alive"]
    places: Int[Tensor, " alive"]
    width: int


class DecoderState(NamedTuple):
    """Everything a step needs, and nothing else.

    cells: each layer's state; feed: the last readout [batch, readout], where it is fed to the next
    step; memory: the annotations to attend to, where there is attention; attention: the attention's
    own state, where it has one; output: what the output distribution reads of the inputs, if
    anything.
    """

    cells: tuple[Any, ...]
    feed: Tensor | None
    memory: AttentionMemory | None
    attention: Any = None
    output: Any = None

    def select(self, rows: Int[Tensor, "picked"]) -> DecoderState:
        """The state with its rows picked and reordered, for beams."""
        cells = tuple(select_rows(state, rows) for state in self.cells)
        others = (self.feed, self.memory, self.attention, self.output)
        return DecoderState(cells, *(select_parts(part, rows) for part in others))

    def branch(self, branches: Branches) -> DecoderState:
        """The state of partial hypotheses that continue those here."""
        return self.select(branches.parents)


def select_parts(state: Any, rows: Int[Tensor, "picked"]) -> Any:
    """Rows of something that may be None, a tensor or a NamedTuple of tensors."""
    if state is None:
        return None
    if isinstance(state, Tensor):
        return state.index_select(0, rows)
    return select_rows(state, rows)


class StepOutput(NamedTuple):
    """What one step leaves for the readout.

    Shapes: hidden [batch, hidden]; context [batch, annotation] and attention weights [batch,
    source], where there is attention; with a time axis after the batch for all steps at once.
    """

    hidden: Tensor
    context: Tensor | None = None
    weights: Tensor | None = None


class StepDropout(NamedTuple):
    """The dropout that all steps of one pass over a batch share.

    recurrent: each layer's recurrent weights if some of them are dropped; between: the dropout mask
    [batch, steps, size] of what each layer reads.
    """

    recurrent: list[Tensor | None]
    between: list[Tensor | None]

    def part(self, start: int, end: int) -> StepDropout:
        """The same for the steps from `start` to before `end` alone."""
        between = [
            mask if mask is None or mask.shape[1] == 1 else mask[:, start:end]
            for mask in self.between
        ]
        return self._replace(between=between)
