"""A decoder whose weights do not change any more, for searches."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.cells import CellForm, from_sigmoid, sigmoid_
from pantoum.models.bridge import Bridge
from pantoum.models.copying import mix_copies
from pantoum.models.encoder import Encoded
from pantoum.models.few_rows import first_rows
from pantoum.models.inference_form.attention import InferenceAttention, worth_projecting
from pantoum.models.inference_form.float32_linear import Float32Linear
from pantoum.models.inference_form.linear import InferenceLinear, MakeLinear
from pantoum.models.inference_form.shortlist import ShortlistedOutput
from pantoum.models.inference_form.state import InferenceState
from pantoum.models.loss import log_softmax
from pantoum.models.output import OutputForm
from pantoum.models.step_order import Updated, take_step

# Numbers in the table of `SymbolProducts`; for more, they are computed at every step.
LARGEST_TABLE = 1 << 24


class SymbolProducts:
    """W e(y) + b for symbols y: rows of a table, if that is not too large.

    Args:
        embedding: e of every symbol.
        weight, bias: W and b.
    """

    def __init__(
        self,
        embedding: Float[Tensor, "symbols embedding"],
        weight: Float[Tensor, "out embedding"],
        bias: Float[Tensor, " out"],
    ) -> None:
        self._embedding = embedding
        self._table = None
        if len(embedding) * len(weight) <= LARGEST_TABLE:
            self._table = F.linear(embedding, weight, bias)
        else:
            self._product = Float32Linear(weight, bias)

    def __call__(self, tokens: Int[Tensor, " alive"]) -> Float[Tensor, "alive out"]:
        """In memory that may be written to."""
        if self._table is not None:
            return self._table.index_select(0, tokens)
        return self._product(self._embedding.index_select(0, tokens))


class Layer(NamedTuple):
    """One layer's products: with what it reads (what the first reads is added to its gates) and
    with its state.
    """

    form: CellForm
    inputs: InferenceLinear | None
    recurrent: InferenceLinear


class OutputLayer(NamedTuple):
    """W_y r + b_y, for all symbols by `whole` or for some, whose product `make` makes."""

    form: OutputForm
    whole: InferenceLinear
    make: MakeLinear

    def shortlisted(self, allowed: Bool[Tensor, "inputs symbols"]) -> ShortlistedOutput:
        """For those symbols that some input allows."""
        ids = allowed.any(dim=0).nonzero()[:, 0]
        product = self.make(self.form.weight[ids], self.form.bias[ids])
        return ShortlistedOutput(ids, product, ~allowed[:, ids])


class Copying(NamedTuple):
    """The gate between generating and copying, and what each input symbol is copied as; see
    `pantoum.models.CopyOutput`.
    """

    gate: InferenceLinear
    copied_as: Int[Tensor, " source"]


class InferenceParts(NamedTuple):
    """What an inference decoder is made of.

    symbols: the products of a symbol with the first layer's gates, so many, and behind them with
    the readout; feed: the product of the readout that is fed with these gates; attend_then_update:
    the order of a step; feeds_context: whether the context goes to the gates, too;
    query_with_state: whether the first layer's product with its state has the query behind it;
    readout: the product with the top layer's output; copying: None for a softmax alone.
    """

    bridge: Bridge
    bridge_products: tuple[InferenceLinear, ...]
    symbols: SymbolProducts
    gates: int
    layers: tuple[Layer, ...]
    residual: bool
    attention: InferenceAttention | None
    attend_then_update: bool
    feeds_context: bool
    query_with_state: bool
    feed: InferenceLinear | None
    readout: InferenceLinear
    readout_size: int
    output: OutputLayer
    copying: Copying | None


class InferenceDecoder:
    """Steps that equal those of a `Decoder` in evaluation mode, with all that is always the same
    computed ahead.

    The products of a symbol are a row of a table. Those of an annotation are computed once for an
    input with several partial hypotheses, and a step adds up these products in place of
    annotations. Products of the same state are one.
    """

    def __init__(self, parts: InferenceParts) -> None:
        self._parts = parts

    @property
    def symbols(self) -> int:
        """How many symbols outputs are made of."""
        return len(self._parts.output.form.bias)

    def start(
        self, encoded: Encoded, inputs: int, allowed: Bool[Tensor, "inputs symbols"] | None
    ) -> InferenceState:
        """The state before the first symbol; of the output symbols only those allowed will come.

        Args:
            inputs: how many of the first rows that were read are searched.
        """
        parts = self._parts
        memory = None if parts.attention is None else parts.attention.prepare(encoded)
        states = parts.bridge(encoded.states, parts.bridge_products)
        memory, states, annotations, ids = first_rows(
            (memory, states, encoded.annotations, encoded.ids), inputs
        )
        feed = None
        if parts.feed is not None:
            feed = annotations.new_zeros(inputs, parts.readout_size)
        shortlisted = None if allowed is None else parts.output.shortlisted(allowed)
        copied = None if parts.copying is None else parts.copying.copied_as[ids]
        return InferenceState(states, feed, memory, None, shortlisted, copied)

    def step(
        self, tokens: Int[Tensor, " alive"], state: InferenceState
    ) -> tuple[
        Float[Tensor, "alive symbols"], InferenceState, Float[Tensor, "alive source"] | None
    ]:
        """As `Decoder.step`; with a shortlist, the log-probabilities are those of its symbols."""
        parts = self._parts
        state = self._projected(state)
        products = parts.symbols(tokens)
        gates, readout = products.tensor_split([parts.gates], dim=1)
        recurrent = parts.layers[0].recurrent(state.cells[0].hidden)

        def attend(hidden: Tensor) -> Tensor | None:
            if parts.attention is None:
                return None
            if parts.query_with_state:
                query = recurrent[:, parts.gates :]
            else:
                query = parts.attention.query(hidden)
            reached = products if parts.feeds_context else readout
            return self._attend(parts.attention, query, state, reached)

        def update(weights: Tensor | None) -> Updated:
            # The context, if it is fed, has been added to the gates by `attend`.
            if parts.feed is not None:
                gates.add_(parts.feed(state.feed))  # type: ignore[arg-type]
            return self._update(gates, recurrent[:, : parts.gates], state.cells)

        (hidden, cells), weights = take_step(
            attend_then_update=parts.attend_then_update,
            attend=attend,
            update=update,
            previous=state.cells[-1].hidden,
        )
        read = from_sigmoid(sigmoid_(readout.add_(parts.readout(hidden))))
        feed = None if parts.feed is None else read
        scores = self._log_probabilities(read, weights, state)
        return scores, state._replace(cells=cells, feed=feed), weights

    def _log_probabilities(
        self, read: Tensor, weights: Tensor | None, state: InferenceState
    ) -> Tensor:
        """Of the output symbols, from the readout and the attention weights."""
        parts = self._parts
        if state.shortlisted is not None:
            logits = state.shortlisted.logits(read, state.owners)
            # Which symbols are beside an input's own depends on the batch. In double precision,
            # what they do to the sum is lost when it is rounded.
            return log_softmax(logits.double()).to(logits.dtype)
        generated = log_softmax(parts.output.whole(read))
        if parts.copying is None:
            return generated
        assert weights is not None
        assert state.copied is not None
        copied = state.copied
        if state.owners is not None:
            copied = copied.index_select(0, state.owners)
        return mix_copies(generated, parts.copying.gate(read), weights, copied)

    def _projected(self, state: InferenceState) -> InferenceState:
        """With products in place of annotations, as soon as this is worth it."""
        attention = self._parts.attention
        memory = state.memory
        if attention is None or memory is None or state.projected:
            return state
        if not worth_projecting(memory, state.layout):
            return state
        return state._replace(memory=attention.project_values(memory), projected=True)

    def _update(self, gates: Tensor, recurrent: Tensor, states: tuple[Any, ...]) -> Updated:
        """All layers, from the first one's products up."""
        first, *upper = self._parts.layers
        cells = [first.form.step(gates, recurrent, states[0])]
        hidden = cells[0].hidden
        for layer, before in zip(upper, states[1:], strict=True):
            assert layer.inputs is not None
            products = layer.inputs(hidden)
            cells.append(layer.form.step(products, layer.recurrent(before.hidden), before))
            hidden = hidden + cells[-1].hidden if self._parts.residual else cells[-1].hidden
        return hidden, tuple(cells)

    def _attend(
        self, attention: InferenceAttention, query: Tensor, state: InferenceState, reached: Tensor
    ) -> Tensor:
        """Add the context's contribution to the products that it reaches; gives the weights."""
        assert state.memory is not None
        contribution, weights = attention(
            query, state.memory, state.layout, projected=state.projected
        )
        reached.add_(contribution)
        return weights
