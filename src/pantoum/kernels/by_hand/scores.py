"""Attention's scores by hand, one query of each row at a time."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

# Numbers of a block: as many as stay in a processor's cache while they are passed over several
# times.
BLOCK = 1 << 18


@runtime_checkable
class Score(Protocol):
    """Energies of a step's queries, and their derivatives; what a score needs of all steps gathers
    in it.

    Shapes: query [batch, key], keys [batch, source, key], energies [batch, source]; queries [steps,
    batch, key].
    """

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step, in memory that may be written to."""
        ...

    def retreat(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """Write the gradient of a step's query to `d_query`."""
        ...

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, Tensor | None]:
        """The gradients of the keys and of the energy vector, if there is one, once all steps are
        done.
        """
        ...


class DotScore:
    """q · k, the dot and general scores."""

    def __init__(self, keys: Float[Tensor, "batch source key"]) -> None:
        self._keys = keys

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step."""
        return torch.bmm(self._keys, query[:, :, None])[:, :, 0]

    def retreat(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """The gradient of a step's query."""
        torch.bmm(d_energies[:, None], self._keys, out=d_query[:, None])

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, Tensor | None]:
        """d k<s> = Σ_t d e<t,s> q<t>, as one batched product."""
        return torch.bmm(d_energies.permute(1, 2, 0), queries.transpose(0, 1)), None


class AdditiveScore:
    """v · tanh(q + k), the additive and concat scores, for queries that are projected already.

    With s = σ(2 (q + k)), tanh(q + k) is 2 s - 1 and its slope 4 (s - s²): on a CPU, PyTorch's tanh
    takes five times as long as its sigmoid. The s [batch, source, key] of a step is computed again
    on the way back rather than kept for all steps: with it, memory would grow with the product of
    both lengths. It is made for so many rows at a time as stay in a processor's cache.
    """

    def __init__(
        self, keys: Float[Tensor, "batch source key"], energy: Float[Tensor, "key"]
    ) -> None:
        rows = max(1, BLOCK // max(1, keys[0].numel())) if len(keys) else 1
        self._doubled, self._energy = 2 * keys, energy
        self._lowest = -energy.sum()
        self._inner = torch.empty_like(keys[:rows])
        self._blocks = [slice(start, start + rows) for start in range(0, len(keys), rows)]
        self._gathered: Tensor | None = None
        self._d_energy = torch.zeros_like(energy)

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step, v · (2 s - 1)."""
        if len(self._blocks) == 1:
            return self._block_energies(query, self._blocks[0])
        found = query.new_empty(self._doubled.shape[:2])
        for block in self._blocks:
            found[block] = self._block_energies(query, block)
        return found

    def retreat(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """The gradient of a step's query: 4 v Σ_s d e<s> (s - s²)."""
        if self._gathered is None:
            self._gathered = torch.zeros_like(self._doubled)
        for block in self._blocks:
            inner, d_found = self._squash(query, block), d_energies[block]
            self._d_energy.addmv_(inner.flatten(0, 1).t(), d_found.flatten(), alpha=2)
            slopes = torch.addcmul(inner, inner, inner, value=-1, out=inner)
            self._gathered[block].addcmul_(slopes, d_found[:, :, None])
            torch.bmm(d_found[:, None], slopes, out=d_query[block, None])
        d_query.mul_(self._energy).mul_(4)

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, Tensor | None]:
        """The same for each key over the steps, and Σ d e (2 s - 1) for v."""
        gathered = torch.zeros_like(self._doubled) if self._gathered is None else self._gathered
        return gathered.mul_(self._energy).mul_(4), self._d_energy - d_energies.sum()

    def _block_energies(self, query: Tensor, block: slice) -> Tensor:
        inner = self._squash(query, block)
        flat = inner.flatten(0, 1)
        return torch.addmv(self._lowest.expand(len(flat)), flat, self._energy, alpha=2).view(
            inner.shape[:2]
        )

    def _squash(self, query: Tensor, block: slice) -> Tensor:
        doubled = self._doubled[block]
        return torch.add(
            doubled, query[block, None], alpha=2, out=self._inner[: len(doubled)]
        ).sigmoid_()
