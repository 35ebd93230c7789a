"""The fast form of an attention: its score once more, in buffers and with a manual backward pass.

The reference is the attention itself. A form is optional: `fast_score` asks for it, and where there
is none every decoder and search takes the reference's steps.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.attention.beam_layout import BeamLayout, from_table, to_table

# A product with so many keys, or a multiple, gives each the same last bits. With any number of them
# the last ones are computed otherwise than those before them.
KEYS_AT_ONCE = 16


@runtime_checkable
class BoundScore(Protocol):
    """A score with the keys of a batch, for one query of each row at a time, and its backward pass,
    in which what it needs of all steps gathers.

    Shapes: query [batch, key], keys [batch, source, key], energies [batch, source]; queries [steps,
    batch, key].
    """

    def energies(self, query: Tensor) -> Tensor:
        """The energies of a step, in memory that may be written to."""
        ...

    def backward(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        """Write the gradient of a step's query to `d_query`."""
        ...

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The gradients of the keys and of the score's parameters, once all steps are done."""
        ...


@runtime_checkable
class ScoreForm(Protocol):
    """The fast form of one kind of score; nothing is kept in it between calls.

    query: W_q, with which states become queries [key, query], or None where they are queries
    already; parameters: what else the score has, apart from what `Attention.prepare` has brought
    into the keys.
    """

    @property
    def query(self) -> Tensor | None: ...

    @property
    def parameters(self) -> tuple[Tensor, ...]: ...

    def bind(self, keys: Tensor, parameters: tuple[Tensor, ...]) -> BoundScore:
        """The score for the steps of a batch."""
        ...

    def all_energies(
        self, queries: Tensor, keys: Tensor, parameters: tuple[Tensor, ...]
    ) -> Tensor | None:
        """The energies [batch, steps, source] of all queries [batch, steps, key] at once, for
        autograd; None where that would take more memory than one step after the other.
        """
        ...

    def inference_keys(self, keys: Tensor) -> Tensor:
        """The keys as `inference_energies` wants them, perhaps with more behind them."""
        ...

    def inference_energies(self, query: Tensor, keys: Tensor, layout: BeamLayout | None) -> Tensor:
        """Energies [alive, keys] of queries [alive, key] on the keys of their inputs [inputs,
        keys, key], without gradients, in memory that may be written to.

        On a CPU an energy has the same last bits whatever stands beside it.
        """
        ...


def fast_score(attention: Any) -> ScoreForm | None:
    """The fast form of an attention; None for one without: the reference stands for itself."""
    fast = getattr(attention, "fast", None)
    return None if fast is None else fast()


def masked_softmax(
    energies: Float[Tensor, "rows source"],
    padding: Bool[Tensor, "rows source"] | None,
    real: Tensor | None,
    out: Tensor | None = None,
) -> Float[Tensor, "rows source"]:
    """`pantoum.attention.attend`'s weights in place: exactly 0 on padding.

    Args:
        energies: written over.
        padding, real: where padding is, and the opposite as a mask or as numbers 0 and 1; None
            where there is no padding.
        out: where to write the weights; new memory without.
    """
    if padding is not None:
        energies.masked_fill_(padding, torch.finfo(energies.dtype).min)
    weights = torch.softmax(energies, dim=1, out=out)
    # A row of padding alone has a uniform softmax.
    return weights if real is None else weights.mul_(real)


class DotForm:
    """q · k, the dot, scaled dot and general scores; see `ScoreForm`."""

    query = None
    parameters = ()

    def bind(self, keys: Tensor, parameters: tuple[Tensor, ...]) -> BoundDot:
        return BoundDot(keys)

    def all_energies(
        self, queries: Tensor, keys: Tensor, parameters: tuple[Tensor, ...]
    ) -> Tensor | None:
        return torch.bmm(queries, keys.transpose(1, 2))

    def inference_keys(self, keys: Tensor) -> Tensor:
        """With keys of 0 behind them, so that there are a multiple of `KEYS_AT_ONCE`."""
        missing = -keys.shape[1] % KEYS_AT_ONCE
        return F.pad(keys, (0, 0, 0, missing)) if missing and keys.device.type == "cpu" else keys

    def inference_energies(self, query: Tensor, keys: Tensor, layout: BeamLayout | None) -> Tensor:
        table = to_table(query, len(keys), layout)
        return from_table(torch.bmm(table, keys.transpose(1, 2)), layout)


class BoundDot:
    """q · k with its derivatives."""

    def __init__(self, keys: Float[Tensor, "batch source key"]) -> None:
        self._keys = keys

    def energies(self, query: Tensor) -> Tensor:
        return torch.bmm(self._keys, query[:, :, None])[:, :, 0]

    def backward(self, query: Tensor, d_energies: Tensor, d_query: Tensor) -> None:
        torch.bmm(d_energies[:, None], self._keys, out=d_query[:, None])

    def finish(self, queries: Tensor, d_energies: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """d k<s> = Σ_t d e<t,s> q<t>, as one batched product."""
        return torch.bmm(d_energies.permute(1, 2, 0), queries.transpose(0, 1)), ()
