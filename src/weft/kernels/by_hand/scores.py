"""Attention's scores by hand, one query of each row at a time."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor


@runtime_checkable
class Score(Protocol):
    """Energies of a step's queries, and their derivatives; what a score needs of all steps gathers in it.

    Shapes: query [batch, key], keys [batch, source, key], energies [batch, source]; queries [steps, batch, key].
    """

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step, in memory that may be written to."""
        ...

    def retreat(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """Write the gradient of a step's query to `d_query`."""
        ...

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, Tensor | None]:
        """The gradients of the keys and of the energy vector, if there is one, once all steps are done."""
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

    The tanh [batch, source, key] of a step is computed again on the way back rather than kept for all steps: with it,
    memory would grow with the product of both lengths.
    """

    def __init__(self, keys: Float[Tensor, "batch source key"], energy: Float[Tensor, "key"]) -> None:
        self._keys, self._energy = keys, energy
        self._inner = torch.empty_like(keys)
        self._flat = self._inner.flatten(0, 1)
        self._gathered: Tensor | None = None
        self._d_energy = torch.zeros_like(energy)

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step."""
        self._squash(query)
        return torch.mv(self._flat, self._energy).view(self._keys.shape[:2])

    def retreat(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """The gradient of a step's query: v Σ_s d e<s> (1 - tanh²), the sum split at the minus."""
        inner = self._squash(query)
        self._d_energy.addmv_(self._flat.t(), d_energies.flatten())
        squares = torch.mul(inner, inner, out=inner)
        if self._gathered is None:
            self._gathered = torch.zeros_like(self._keys)
        self._gathered.addcmul_(squares, d_energies[:, :, None])
        lost = torch.bmm(d_energies[:, None], squares)[:, 0]
        torch.mul(d_energies.sum(dim=1, keepdim=True) - lost, self._energy, out=d_query)

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, Tensor | None]:
        """The same sum, for each key over the steps."""
        total = d_energies.sum(dim=0)[:, :, None]
        gathered = 0.0 if self._gathered is None else self._gathered
        return (total - gathered) * self._energy, self._d_energy

    def _squash(self, query: Tensor) -> Tensor:
        return torch.add(query[:, None], self._keys, out=self._inner).tanh_()
