"""Looking at inputs, each kept once for all beginnings of its outputs."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.attention import Attention
from pantoum.models.encoder import Encoded
from pantoum.models.frozen.product import Product
from pantoum.models.frozen.state import FrozenMemory, Layout

# Numbers of a block: as many as stay in a processor's cache while they are passed over several
# times.
BLOCK = 1 << 17
# For longer inputs annotations are added up as they are: to add up products of them, which are
# wider, costs more.
LONGEST_FOLDED = 64


@runtime_checkable
class FrozenScore(Protocol):
    """Energies [alive, source] of queries [alive, key], up to what is the same for a whole row."""

    def keys(self, keys: Float[Tensor, "inputs source key"]) -> Float[Tensor, "inputs source key"]:
        """The keys as `__call__` wants them."""
        ...

    def __call__(self, query: Tensor, keys: Tensor, layout: Layout | None) -> Tensor: ...


class FrozenDot:
    """q · k."""

    def keys(self, keys: Tensor) -> Tensor:
        """As they are."""
        return keys

    def __call__(self, query: Tensor, keys: Tensor, layout: Layout | None) -> Tensor:
        table = to_table(query, len(keys), layout)
        return from_table(torch.bmm(table, keys.transpose(1, 2)), layout)


class FrozenAdditive:
    """v · tanh(q + k) = Σ v (2 σ(2 q + 2 k) - 1), for queries that are doubled already; Σ v is the
    same for all k.

    Args:
        energy: v.
    """

    def __init__(self, energy: Float[Tensor, " key"]) -> None:
        self._energy = 2 * energy

    def keys(self, keys: Tensor) -> Tensor:
        """Doubled."""
        return 2 * keys

    def __call__(self, query: Tensor, keys: Tensor, layout: Layout | None) -> Tensor:
        rows = max(1, BLOCK // max(1, keys[0].numel())) if len(keys) else 1
        owners = None if layout is None else layout.owners
        if len(query) <= rows:
            return self._block(query, keys if owners is None else keys.index_select(0, owners))
        found = query.new_empty(len(query), keys.shape[1])
        for start in range(0, len(query), rows):
            block = slice(start, start + rows)
            own = keys[block] if owners is None else keys.index_select(0, owners[block])
            found[block] = self._block(query[block], own)
        return found

    def _block(self, query: Tensor, keys: Tensor) -> Tensor:
        return torch.matmul((keys + query[:, None]).sigmoid_(), self._energy)


def _score(attention: Attention) -> FrozenScore:
    energy = attention.weights().energy
    return FrozenDot() if energy is None else FrozenAdditive(energy)


class Looks:
    """Where to look, and what comes of it: W C<t> for the context C<t> of each query.

    W Σ α a = Σ α (W a): where an output has several beginnings at once, the input's annotations are
    multiplied with W once, and for each beginning these products are added up. For a single one it
    is the context that is multiplied.

    Args:
        attention: its weights at this moment count.
        query: the product of queries with W_q; None: they are as they are.
        context: the product of a single beginning's contexts with W.
        shared: the same for what several beginnings share: exact, for whether annotations or
            contexts are multiplied depends on the longest input of the batch.
    """

    def __init__(
        self, attention: Attention, query: Product | None, context: Product, shared: Product
    ) -> None:
        self._attention, self._context, self._shared = attention, context, shared
        self._score, self._query = _score(attention), query

    def prepare(self, encoded: Encoded) -> FrozenMemory:
        """What is the same at all steps."""
        annotations, keys, mask = self._attention.prepare(encoded.annotations, encoded.lengths)
        return FrozenMemory(self._score.keys(keys), annotations, mask)

    def fold(self, memory: FrozenMemory) -> FrozenMemory:
        """W a<t'> in place of a<t'>."""
        values = self._shared(memory.values.flatten(0, 1))
        return memory._replace(values=values.view(*memory.values.shape[:2], -1))

    def project(self, hidden: Float[Tensor, "alive hidden"]) -> Float[Tensor, "alive key"]:
        """The query of a state."""
        return hidden if self._query is None else self._query(hidden)

    def __call__(
        self,
        query: Float[Tensor, "alive key"],
        memory: FrozenMemory,
        layout: Layout | None,
        *,
        folded: bool,
    ) -> tuple[Float[Tensor, "alive size"], Float[Tensor, "alive source"]]:
        """W C<t>, and the weights.

        Args:
            folded: whether the memory has been.
        """
        mask = memory.mask if layout is None else memory.mask.index_select(0, layout.owners)
        energies = self._score(query, memory.keys, layout)
        # A row of padding alone has a uniform softmax; the product makes all padded weights exactly
        # 0.
        weights = torch.softmax(
            energies.masked_fill_(~mask, torch.finfo(query.dtype).min), dim=-1
        ).mul_(mask)
        found = from_table(
            torch.bmm(to_table(weights, len(memory.keys), layout), memory.values), layout
        )
        if not folded:
            found = self._shared(found) if several(layout) else self._context(found)
        return found, weights


def worth_folding(memory: FrozenMemory, layout: Layout | None) -> bool:
    """Whether products of annotations cost less than those of contexts."""
    return several(layout) and memory.keys.shape[1] <= LONGEST_FOLDED


def several(layout: Layout | None) -> bool:
    """Whether an input's output has several beginnings."""
    return layout is not None and layout.width > 1


def query_weight(attention: Attention) -> Float[Tensor, "key query"] | None:
    """W_q as the score wants it."""
    weight = attention.weights().query
    return None if weight is None else 2 * weight


def to_table(
    values: Float[Tensor, "alive size"], inputs: int, layout: Layout | None
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
    table: Float[Tensor, "inputs width size"], layout: Layout | None
) -> Float[Tensor, "alive size"]:
    """The rows back."""
    flat = table.flatten(0, 1)
    return (
        flat
        if layout is None or len(flat) == len(layout.places)
        else flat.index_select(0, layout.places)
    )
