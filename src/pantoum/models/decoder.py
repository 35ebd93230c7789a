"""The decoder: from what was read to the output, one symbol after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import Attention, AttentionMemory
from pantoum.cells import select_rows
from pantoum.layers import SequenceDropout, drop_weights
from pantoum.models.branches import Branches
from pantoum.models.bridge import Bridge
from pantoum.models.encoder import Encoded
from pantoum.models.teacher_forcing import DecoderKernels, Moment, run_decoder


class DecoderState(NamedTuple):
    """Everything a step needs, and nothing else.

    cells: each layer's state; feed: the last readout [batch, readout], where it is fed to the next
    step; memory: the annotations to look at, where there is attention.
    """

    cells: tuple[Any, ...]
    feed: Tensor | None
    memory: AttentionMemory | None

    def select(self, rows: Int[Tensor, "picked"]) -> DecoderState:
        """The state with its rows picked and reordered, for beams."""
        feed = None if self.feed is None else self.feed.index_select(0, rows)
        memory = None if self.memory is None else select_rows(self.memory, rows)
        return DecoderState(tuple(select_rows(state, rows) for state in self.cells), feed, memory)

    def branch(self, branches: Branches) -> DecoderState:
        """The state of beginnings that continue those here."""
        return self.select(branches.parents)


class Pass(NamedTuple):
    """What all steps of one pass over a batch share.

    symbol, feed: the first layer's weights for the symbol and for what is fed to it, cut apart once
    for all steps; recurrent: each layer's recurrent weights if some of them are dropped; between:
    the dropout mask [batch, steps, size] of what each layer reads.
    """

    symbol: Tensor
    feed: Tensor
    recurrent: list[Tensor | None]
    between: list[Tensor | None]

    def part(self, start: int, end: int) -> Pass:
        """The same for the steps from `start` to before `end` alone."""
        between = [
            mask if mask is None or mask.shape[1] == 1 else mask[:, start:end]
            for mask in self.between
        ]
        return self._replace(between=between)


class Decoder(nn.Module):
    """A deep recurrent decoder with attention or without.

    With the previous state as query (Bahdanau): C<t> is found with the top layer's a<t-1>, and with
    input feeding the first layer reads [y<t-1>; C<t>]. With the current state as query (Luong): the
    first layer reads y<t-1>, with input feeding [y<t-1>; r<t-1>], and C<t> is found with the top
    layer's new output. In both r<t> = tanh(W_r [a<t>; C<t>; y<t-1>] + b_r) is the readout and the
    logits are W_y r<t> + b_y. Without attention there is no C<t>: all the decoder knows of the
    input is its first state.

    Shapes: tokens [batch], targets [batch, target] -> logits [batch(, target), vocabulary],
    weights [batch(, target), source].

    Args:
        embedding: embeddings of the output symbols.
        cells: one for each layer; the first reads the embedding and what is fed to it.
        bridge: gives the first states.
        attention: where to look; None for the plain encoder-decoder.
        readout: W_r and b_r.
        output: W_y and b_y.
        query_previous, input_feeding: as above.
        residual: add each layer's input to its output from the second layer on.
        dropout: on embeddings, between layers and on the readout.
        recurrent_dropout: share of the recurrent weights dropped in training.
        kernels: run all steps under teacher forcing as whole sequences; without them, they run one
            after the other.
        recompute: longer outputs run in segments of so many steps, 0: never; see
            `pantoum.layers.segments`.
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
        output: nn.Linear,
        *,
        query_previous: bool,
        input_feeding: bool,
        residual: bool,
        dropout: SequenceDropout,
        recurrent_dropout: float,
        kernels: DecoderKernels | None = None,
        recompute: int = 0,
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.cells = nn.ModuleList(cells)
        self.bridge = bridge
        self.attention = attention
        self.readout = readout
        self.output = output
        self.query_previous = query_previous
        self.input_feeding = input_feeding and attention is not None
        self.residual = residual
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.kernels = kernels
        self.recompute = recompute

    def start(self, encoded: Encoded) -> DecoderState:
        """The state before the first symbol; the keys of the annotations are projected here,
        once."""
        memory = None
        if self.attention is not None:
            memory = self.attention.prepare(encoded.annotations, encoded.lengths)
        feed = None
        if self.input_feeding and not self.query_previous:
            feed = encoded.annotations.new_zeros(
                encoded.annotations.shape[0], self.readout.out_features
            )
        return DecoderState(self.bridge(encoded.states), feed, memory)

    def step(
        self, tokens: Int[Tensor, "batch"], state: DecoderState
    ) -> tuple[
        Float[Tensor, "batch vocabulary"], DecoderState, Float[Tensor, "batch source"] | None
    ]:
        """One symbol: the previous tokens in, the logits of the next out."""
        symbols = self.dropout(self.embedding(tokens)[:, None])
        shared = self.begin(symbols)
        moment, state = self.advance(self.symbol_products(symbols, shared)[:, 0], state, shared, 0)
        readout = self.read(symbols[:, 0], moment)
        if state.feed is not None:
            state = state._replace(feed=readout)
        return self.output(self.dropout(readout[:, None]))[:, 0], state, moment.weights

    def forward(
        self, targets: Int[Tensor, "batch target"], state: DecoderState
    ) -> tuple[
        Float[Tensor, "batch target vocabulary"], Float[Tensor, "batch target source"] | None
    ]:
        """All steps under teacher forcing: reads `targets`, <s> first; the logits are of what comes
        after.
        """
        features, weights = self.features(targets, state)
        return self.output(features), weights

    def features(
        self, targets: Int[Tensor, "batch target"], state: DecoderState
    ) -> tuple[Float[Tensor, "batch target readout"], Float[Tensor, "batch target source"] | None]:
        """As `forward`, with what the output layer reads in place of the logits."""
        symbols = self.dropout(self.embedding(targets))
        readout, weights = run_decoder(self, symbols, state)
        return self.dropout(readout), weights

    def begin(self, symbols: Float[Tensor, "batch steps embedding"]) -> Pass:
        """What the steps of a pass share, with what is dropped drawn for all of them."""
        batch, steps, _ = symbols.shape
        recurrent, between = [], []
        cells: list[Any] = list(self.cells)
        for index, cell in enumerate(cells):
            dropped = self.training and self.recurrent_dropout > 0
            recurrent.append(
                drop_weights(cell.weight_hh, self.recurrent_dropout, True) if dropped else None
            )
            between.append(
                self.dropout.mask(symbols, batch, steps, cell.input_size) if index else None
            )
        weight: Tensor = self.cells[0].weight_ih  # type: ignore[assignment]
        symbol, feed = weight.split([symbols.shape[-1], weight.shape[1] - symbols.shape[-1]], dim=1)
        return Pass(symbol, feed, recurrent, between)

    def symbol_products(
        self, symbols: Float[Tensor, "*steps embedding"], shared: Pass
    ) -> Float[Tensor, "*steps gates"]:
        """The embedding's share of the first layer's gates, for all steps in one product."""
        return F.linear(symbols, shared.symbol, self.cells[0].bias_ih)  # type: ignore[arg-type]

    def advance(
        self, products: Float[Tensor, "batch gates"], state: DecoderState, shared: Pass, step: int
    ) -> tuple[Moment, DecoderState]:
        """One step from the products of `symbol_products`."""
        context, weights, fed = None, None, state.feed
        if self.attention is not None and self.query_previous:
            context, weights = self.attention(state.cells[-1].hidden, state.memory)  # type: ignore[arg-type]
            fed = context if self.input_feeding else None
        first = self.cells[0]
        if fed is not None:
            products = products + F.linear(fed, shared.feed)
        hidden, new = first.advance(products, state.cells[0], shared.recurrent[0])  # type: ignore[operator]
        states = [new]
        for index in range(1, len(self.cells)):
            below, mask = hidden, shared.between[index]
            read = below if mask is None else below * mask[:, min(step, mask.shape[1] - 1)]
            cell: Any = self.cells[index]
            hidden, new = cell.advance(
                cell.project(read), state.cells[index], shared.recurrent[index]
            )
            hidden = hidden + below if self.residual else hidden
            states.append(new)
        if self.attention is not None and not self.query_previous:
            context, weights = self.attention(hidden, state.memory)  # type: ignore[arg-type]
        return Moment(hidden, context, weights), state._replace(cells=tuple(states))

    def read(
        self, symbols: Float[Tensor, "*steps embedding"], moment: Moment
    ) -> Float[Tensor, "*steps readout"]:
        """r<t>, the readout."""
        parts = (
            [moment.hidden, symbols]
            if moment.context is None
            else [moment.hidden, moment.context, symbols]
        )
        return torch.tanh(self.readout(torch.cat(parts, dim=-1)))
