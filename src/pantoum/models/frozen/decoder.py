"""A decoder whose weights do not change any more."""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.kernels import from_sigmoid
from pantoum.models.bridge import Bridge
from pantoum.models.encoder import Encoded
from pantoum.models.frozen.cells import FrozenCell
from pantoum.models.frozen.looks import Looks, worth_folding
from pantoum.models.frozen.product import Make, Product
from pantoum.models.frozen.shortlist import Words
from pantoum.models.frozen.state import FrozenState
from pantoum.models.frozen.symbols import Symbols


class Layer(NamedTuple):
    """One layer's products: with what it reads (the first reads what is brought to it) and with its
    state.
    """

    cell: FrozenCell
    inputs: Product | None
    recurrent: Product


class OutputLayer(NamedTuple):
    """W_y r + b_y, for all symbols by `whole` or for some, whose product `make` makes."""

    weight: Float[Tensor, "symbols readout"]
    bias: Float[Tensor, " symbols"]
    whole: Product
    make: Make

    def words(self, allowed: Bool[Tensor, "inputs symbols"]) -> Words:
        """For those symbols that some input allows."""
        ids = allowed.any(dim=0).nonzero()[:, 0]
        return Words(ids, self.make(self.weight[ids], self.bias[ids]), ~allowed[:, ids])


class Parts(NamedTuple):
    """What a frozen decoder is made of.

    symbols: what a symbol brings to the first layer's gates, so many, and behind them to the
    readout; feed: what the readout fed brings to these gates; looks_first: whether the previous
    state asks; feeds_context: whether what comes of a look goes to the gates, too; asks_with_first:
    whether the first layer's product with its state has the query behind it; readout: the product
    with the top layer's output.
    """

    bridge: Bridge
    symbols: Symbols
    gates: int
    layers: tuple[Layer, ...]
    residual: bool
    looks: Looks | None
    looks_first: bool
    feeds_context: bool
    asks_with_first: bool
    feed: Product | None
    readout: Product
    readout_size: int
    output: OutputLayer


class FrozenDecoder:
    """Steps that equal those of a `Decoder` in evaluation mode, with all worked out ahead that is
    always the same.

    What a symbol brings to the gates and to the readout is a row of a table. What an annotation
    brings to them is found once for an input with several beginnings, and a step adds up these
    products in place of annotations. Products of the same state are one.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def symbols(self) -> int:
        """How many symbols outputs are made of."""
        return len(self._parts.output.bias)

    def start(
        self, encoded: Encoded, allowed: Bool[Tensor, "inputs symbols"] | None
    ) -> FrozenState:
        """The state before the first symbol; of the output symbols only those allowed will come."""
        parts = self._parts
        memory = None if parts.looks is None else parts.looks.prepare(encoded)
        feed = None
        if parts.feed is not None:
            feed = encoded.annotations.new_zeros(len(encoded.annotations), parts.readout_size)
        words = None if allowed is None else parts.output.words(allowed)
        return FrozenState(parts.bridge(encoded.states), feed, memory, None, words)

    def step(
        self, tokens: Int[Tensor, " alive"], state: FrozenState
    ) -> tuple[Float[Tensor, "alive words"], FrozenState, Float[Tensor, "alive source"] | None]:
        """As `Decoder.step`; if there are words, the logits are theirs."""
        parts, weights, state = self._parts, None, self._folded(state)
        brought = parts.symbols(tokens)
        gates, readout = brought.tensor_split([parts.gates], dim=1)
        recurrent = parts.layers[0].recurrent(state.cells[0].hidden)
        if parts.looks is not None and parts.looks_first:
            query = (
                recurrent[:, parts.gates :]
                if parts.asks_with_first
                else self._query(state.cells[-1].hidden)
            )
            weights = self._look(query, state, brought if parts.feeds_context else readout)
        if parts.feed is not None:
            gates.add_(parts.feed(state.feed))  # type: ignore[arg-type]
        hidden, cells = self._advance(gates, recurrent[:, : parts.gates], state.cells)
        if parts.looks is not None and not parts.looks_first:
            weights = self._look(self._query(hidden), state, readout)
        read = from_sigmoid(readout.add_(parts.readout(hidden)).sigmoid_())
        feed = None if parts.feed is None else read
        logits = (
            parts.output.whole(read)
            if state.words is None
            else state.words.logits(read, state.owners)
        )
        return logits, state._replace(cells=cells, feed=feed), weights

    def _folded(self, state: FrozenState) -> FrozenState:
        """With the memory folded, as soon as this is worth it."""
        looks, memory = self._parts.looks, state.memory
        if (
            looks is None
            or memory is None
            or state.folded
            or not worth_folding(memory, state.layout)
        ):
            return state
        return state._replace(memory=looks.fold(memory), folded=True)

    def _advance(
        self, gates: Tensor, recurrent: Tensor, states: tuple[Any, ...]
    ) -> tuple[Tensor, tuple[Any, ...]]:
        """All layers, from the first one's products up."""
        first, *upper = self._parts.layers
        cells = [first.cell.advance(gates, recurrent, states[0])]
        hidden = cells[0].hidden
        for layer, before in zip(upper, states[1:], strict=True):
            assert layer.inputs is not None
            cells.append(
                layer.cell.advance(layer.inputs(hidden), layer.recurrent(before.hidden), before)
            )
            hidden = hidden + cells[-1].hidden if self._parts.residual else cells[-1].hidden
        return hidden, tuple(cells)

    def _query(self, hidden: Tensor) -> Tensor:
        assert self._parts.looks is not None
        return self._parts.looks.project(hidden)

    def _look(self, query: Tensor, state: FrozenState, brought: Tensor) -> Tensor:
        """Add what comes of a look to what was brought; gives the weights."""
        assert self._parts.looks is not None
        assert state.memory is not None
        found, weights = self._parts.looks(query, state.memory, state.layout, folded=state.folded)
        brought.add_(found)
        return weights
