"""The decoder: from what was read to the output, one symbol after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import Attention, attend_with, first_state
from pantoum.layers import SequenceDropout, drop_weights, with_recurrent_weights
from pantoum.models.bridge import Bridge
from pantoum.models.decoder_state import DecoderState, StepDropout, StepOutput
from pantoum.models.encoder import Encoded
from pantoum.models.output import OutputDistribution, OutputFeatures
from pantoum.models.step_order import Updated, take_step
from pantoum.shapes import check_numbers


class Decoder(nn.Module):
    """A deep recurrent decoder with attention or without.

    Attend-then-update (Bahdanau): C<t> is found with the top layer's a<t-1>, and with input feeding
    the first layer reads [y<t-1>; C<t>]. Update-then-attend (Luong): the first layer reads y<t-1>,
    with input feeding [y<t-1>; r<t-1>], and C<t> is found with the top layer's new output. In both
    r<t> = tanh(W_r [a<t>; C<t>; y<t-1>] + b_r) is the readout, of which the output distribution
    makes the probabilities of the next symbol.
    Without attention there is no C<t>: all the decoder knows of the input is its first state.

    This is the reference: it calls the cells and the attention as they are. Teacher forcing is
    `pantoum.models.teacher_force`, a search computes with `pantoum.models.for_inference`; both give
    the same as these steps.

    Shapes: tokens [batch] -> log-probabilities [batch, vocabulary], weights [batch, source].

    Args:
        embedding: embeddings of the output symbols.
        cells: one for each layer; the first reads the embedding and what is fed to it.
        bridge: gives the first states.
        attention: where to attend; None for the plain encoder-decoder.
        readout: W_r and b_r.
        output: from the readout to the probabilities of all symbols; a softmax of W_y r<t> + b_y,
            or a distribution that can copy.
        attend_then_update: the order of a step, as above.
        input_feeding: as above.
        residual: add each layer's input to its output from the second layer on.
        dropout: on embeddings, between layers and on the readout.
        recurrent_dropout: share of the recurrent weights dropped in training.
        recompute: longer outputs run in segments of so many steps, 0: never; see
            `pantoum.layers.segments`.
        fast: compute with the fast forms of cells and attention where all have one; False: always
            with these steps.
    Raises: TypeError and ValueError for symbols of another shape, type or device.
    Sources: Bahdanau, Cho & Bengio (2014), arXiv:1409.0473; Luong, Pham & Manning (2015),
    arXiv:1508.04025.
    """

    def __init__(
        self,
        embedding: nn.Embedding,
        cells: Sequence[nn.Module],
        bridge: Bridge,
        attention: Attention | None,
        readout: nn.Linear,
        output: OutputDistribution,
        *,
        attend_then_update: bool,
        input_feeding: bool,
        residual: bool,
        dropout: SequenceDropout,
        recurrent_dropout: float,
        recompute: int = 0,
        fast: bool = True,
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.cells = nn.ModuleList(cells)
        self.bridge = bridge
        self.attention = attention
        self.readout = readout
        self.output = output
        self.attend_then_update = attend_then_update
        self.input_feeding = input_feeding and attention is not None
        self.residual = residual
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.recompute = recompute
        self.fast = fast

    def start(self, encoded: Encoded) -> DecoderState:
        """The state before the first symbol; the keys of the annotations are projected here,
        once."""
        memory = None
        attention = None
        if self.attention is not None:
            memory = self.attention.prepare(encoded.annotations, encoded.lengths)
            attention = first_state(self.attention, memory)
        feed = None
        if self.input_feeding and not self.attend_then_update:
            batch = encoded.annotations.shape[0]
            feed = encoded.annotations.new_zeros(batch, self.readout.out_features)
        output = self.output.prepare(encoded.ids, encoded.lengths)
        return DecoderState(self.bridge(encoded.states), feed, memory, attention, output)

    def step(
        self, tokens: Int[Tensor, "batch"], state: DecoderState
    ) -> tuple[
        Float[Tensor, "batch vocabulary"], DecoderState, Float[Tensor, "batch source"] | None
    ]:
        """One symbol: the previous tokens in, the log-probabilities of the next out."""
        rows = state.cells[0][0]
        check_numbers(self, "tokens", tokens, rows, rows.shape[0])
        symbols = self.dropout(self.embedding(tokens)[:, None])
        output, state = self.advance(symbols[:, 0], state, self.draw_dropout(symbols), 0)
        readout = self.read(symbols[:, 0], output)
        if state.feed is not None:
            state = state._replace(feed=readout)
        features = OutputFeatures(self.dropout(readout[:, None])[:, 0], output.weights)
        return self.output.log_probabilities(features, state.output), state, output.weights

    def draw_dropout(self, symbols: Float[Tensor, "batch steps embedding"]) -> StepDropout:
        """What is dropped between layers and of recurrent weights, drawn for all steps of a
        pass."""
        batch, steps, _ = symbols.shape
        dropping = self.training and self.recurrent_dropout > 0
        recurrent: list[Tensor | None] = []
        between: list[Tensor | None] = []
        cells: list[Any] = list(self.cells)
        for index, cell in enumerate(cells):
            recurrent.append(drop_weights(cell, self.recurrent_dropout) if dropping else None)
            size = cell.input_size
            between.append(self.dropout.mask(symbols, batch, steps, size) if index else None)
        return StepDropout(recurrent, between)

    def advance(
        self,
        symbols: Float[Tensor, "batch embedding"],
        state: DecoderState,
        dropout: StepDropout,
        step: int,
    ) -> tuple[StepOutput, DecoderState]:
        """One step from the embeddings of the symbols before it: attention and cells in the order
        of this decoder. The readout that is fed comes after it; see `read`.
        """

        def attend(query: Tensor) -> tuple[Tensor | None, Tensor | None, Any]:
            if self.attention is None:
                return None, None, None
            assert state.memory is not None
            return attend_with(self.attention, query, state.memory, state.attention)

        def update(found: tuple[Tensor | None, Tensor | None, Any] | None) -> Updated:
            fed = state.feed
            if self.input_feeding and found is not None:
                fed = found[0]
            inputs = symbols if fed is None else torch.cat([symbols, fed], dim=-1)
            return self._update(inputs, state.cells, dropout, step)

        (hidden, cells), (context, weights, attention) = take_step(
            attend_then_update=self.attend_then_update,
            attend=attend,
            update=update,
            previous=state.cells[-1].hidden,
        )
        output = StepOutput(hidden, context, weights)
        return output, state._replace(cells=cells, attention=attention)

    def read(
        self, symbols: Float[Tensor, "*steps embedding"], output: StepOutput
    ) -> Float[Tensor, "*steps readout"]:
        """r<t>, the readout."""
        parts = [output.hidden, symbols]
        if output.context is not None:
            parts = [output.hidden, output.context, symbols]
        return torch.tanh(self.readout(torch.cat(parts, dim=-1)))

    def _update(
        self, inputs: Tensor, states: tuple[Any, ...], dropout: StepDropout, step: int
    ) -> Updated:
        """All layers, each reading the one below it: the top one's output, and their states."""
        below = inputs
        after = []
        for index, cell in enumerate(self.cells):
            mask = dropout.between[index]
            read = below if mask is None else below * mask[:, min(step, mask.shape[1] - 1)]
            step_of = with_recurrent_weights(cell, dropout.recurrent[index])
            hidden, state = step_of(read, states[index])
            below = hidden + below if self.residual and index else hidden
            after.append(state)
        return below, tuple(after)
