"""The fast form of the additive and concat scores."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.attention.beam_layout import BeamLayout

# Numbers of a block in training, where several passes are made over it, and in a search: as many as
# stay in a processor's cache.
TRAINING_BLOCK = 1 << 18
INFERENCE_BLOCK = 1 << 17
# A product with a vector is computed for so many rows at a time, and for what is left otherwise; a
# sigmoid for so many numbers of four rows.
VECTOR_ROWS = 4
NUMBERS_AT_ONCE = 8


def squashed(
    doubled_keys: Float[Tensor, "rows source key"],
    query: Float[Tensor, "rows key"],
    out: Tensor | None = None,
) -> Float[Tensor, "rows source key"]:
    """s = σ(2 (q + k)), of which tanh(q + k) is 2 s - 1: on a CPU, PyTorch's tanh takes five times
    as long as its sigmoid.

    Args:
        doubled_keys: 2 k.
        out: where to write s; new memory without.
    """
    return torch.add(doubled_keys, query[:, None], alpha=2, out=out).sigmoid_()


def energies_of(
    inner: Float[Tensor, "rows source key"],
    energy: Float[Tensor, "key"],
    lowest: Float[Tensor, ""],
) -> Float[Tensor, "rows source"]:
    """v · tanh(q + k) = Σ v (2 s - 1).

    Args:
        inner: s, as `squashed` gives it.
        energy: v.
        lowest: -Σ v; a search may leave it out, for a softmax does not see it: 0.
    """
    flat = inner.flatten(0, 1)
    energies = torch.addmv(lowest.expand(len(flat)), flat, energy, alpha=2)
    return energies.view(inner.shape[:2])


class AdditiveForm:
    """v · tanh(q + k) by `energies_of`; see `pantoum.attention.ScoreForm`.

    Args:
        query: W_q [key, query].
        energy: v [key].
    """

    def __init__(self, query: Tensor, energy: Tensor) -> None:
        self.query = query
        self.parameters = (energy,)
        self._nothing = energy.new_zeros(())

    def bind(self, keys: Tensor, parameters: tuple[Tensor, ...]) -> BoundAdditive:
        return BoundAdditive(keys, *parameters)

    def all_energies(
        self, queries: Tensor, keys: Tensor, parameters: tuple[Tensor, ...]
    ) -> Tensor | None:
        """None: memory would grow with the product of both lengths."""
        return None

    def inference_keys(self, keys: Tensor) -> Tensor:
        return 2 * keys

    def inference_energies(self, query: Tensor, keys: Tensor, layout: BeamLayout | None) -> Tensor:
        rows = max(1, INFERENCE_BLOCK // max(1, keys[0].numel())) if len(keys) else 1
        owners = None if layout is None else layout.owners
        if len(query) <= rows:
            own = keys if owners is None else keys.index_select(0, owners)
            return self._inference_energies(own, query)
        energies = query.new_empty(len(query), keys.shape[1])
        for start in range(0, len(query), rows):
            block = slice(start, start + rows)
            own = keys[block] if owners is None else keys.index_select(0, owners[block])
            energies[block] = self._inference_energies(own, query[block])
        return energies

    def _inference_energies(self, doubled_keys: Tensor, query: Tensor) -> Tensor:
        """`energies_of` of `squashed`, each with the same last bits whatever stands beside it.

        PyTorch rounds the last rows otherwise, so there are some behind them.
        """
        rows, source, size = doubled_keys.shape
        at_once = VECTOR_ROWS if size % NUMBERS_AT_ONCE == 0 else VECTOR_ROWS * NUMBERS_AT_ONCE
        whole = -(-rows * source // at_once) * at_once
        inner = query.new_empty(whole, size)
        sums = inner[: rows * source].view(rows, source, size)
        torch.add(doubled_keys, query[:, None], alpha=2, out=sums)
        inner.sigmoid_()
        energies = torch.addmv(self._nothing.expand(whole), inner, self.parameters[0], alpha=2)
        return energies[: rows * source].view(rows, source)


class BoundAdditive:
    """v · tanh(q + k) with its derivatives; the slope of tanh is 4 (s - s²).

    The s [batch, source, key] of a step is computed again in the backward pass rather than kept for
    all steps: with it, memory would grow with the product of both lengths. It is made for so many
    rows at a time as stay in a processor's cache.
    """

    def __init__(
        self, keys: Float[Tensor, "batch source key"], energy: Float[Tensor, "key"]
    ) -> None:
        rows = max(1, TRAINING_BLOCK // max(1, keys[0].numel())) if len(keys) else 1
        self._doubled = 2 * keys
        self._energy = energy
        self._lowest = -energy.sum()
        self._inner = torch.empty_like(keys[:rows])
        self._blocks = [slice(start, start + rows) for start in range(0, len(keys), rows)]
        self._gathered: Tensor | None = None
        self._d_energy = torch.zeros_like(energy)

    def energies(self, query: Tensor) -> Tensor:
        if len(self._blocks) == 1:
            return self._energies(query, self._blocks[0])
        energies = query.new_empty(self._doubled.shape[:2])
        for block in self._blocks:
            energies[block] = self._energies(query, block)
        return energies

    def backward(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """4 v Σ_s d e<s> (s - s²)"""
        if self._gathered is None:
            self._gathered = torch.zeros_like(self._doubled)
        for block in self._blocks:
            inner = self._squashed(query, block)
            d_block = d_energies[block]
            self._d_energy.addmv_(inner.flatten(0, 1).t(), d_block.flatten(), alpha=2)
            slopes = torch.addcmul(inner, inner, inner, value=-1, out=inner)
            self._gathered[block].addcmul_(slopes, d_block[:, :, None])
            torch.bmm(d_block[:, None], slopes, out=d_query[block, None])
        d_query.mul_(self._energy).mul_(4)

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The same for each key over the steps, and Σ d e (2 s - 1) for v."""
        gathered = self._gathered
        if gathered is None:
            gathered = torch.zeros_like(self._doubled)
        d_keys = gathered.mul_(self._energy).mul_(4)
        return d_keys, (self._d_energy - d_energies.sum(),)

    def _squashed(self, query: Tensor, block: slice) -> Tensor:
        doubled = self._doubled[block]
        return squashed(doubled, query[block], self._inner[: len(doubled)])

    def _energies(self, query: Tensor, block: slice) -> Tensor:
        return energies_of(self._squashed(query, block), self._energy, self._lowest)
