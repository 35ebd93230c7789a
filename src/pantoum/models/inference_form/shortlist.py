"""Output symbols that an input makes likely, in place of all there are."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.models.inference_form.linear import InferenceLinear
from pantoum.symbols import EOS, NEG_INF, UNK


class ShortlistedOutput(NamedTuple):
    """The output symbols of a batch.

    ids [symbols], ascending: what some input of the batch may have in its output; product: the
    output layer for them; banned [inputs, symbols]: what each input may not, for it is another's.
    """

    ids: Int[Tensor, " symbols"]
    product: InferenceLinear
    banned: Bool[Tensor, "inputs symbols"]

    def select(self, inputs: Int[Tensor, " picked"]) -> ShortlistedOutput:
        """The same for some of the inputs."""
        return self._replace(banned=self.banned.index_select(0, inputs))

    def logits(
        self, readout: Float[Tensor, "alive readout"], owners: Int[Tensor, " alive"] | None
    ) -> Float[Tensor, "alive symbols"]:
        """Those of the symbols, minus infinity for banned ones.

        Args:
            owners: the input of each row; None for one each, in order.
        """
        banned = self.banned if owners is None else self.banned.index_select(0, owners)
        return self.product(readout).masked_fill_(banned, NEG_INF)


class Shortlist(NamedTuple):
    """What each symbol of the input goes to, and what any output may have.

    An input's output may have what its symbols go to, the common symbols, the unknown one and </s>,
    and nothing else: what it is answered does not depend on the inputs beside it.

    Shapes: table [source symbols, each], common [any]; ids of output symbols.
    Source: with alignments of words, Jean et al. (2015), arXiv:1412.2007, section 3.3.
    """

    table: Int[Tensor, "source each"]
    common: Int[Tensor, " common"]

    def reindexed(
        self, source: Int[Tensor, " source"], target: Int[Tensor, " symbols"]
    ) -> Shortlist:
        """The same for a model whose symbols have these new ids; see
        `pantoum.models.reindexed`."""
        table = torch.empty_like(self.table)
        table[source] = target[self.table]
        return Shortlist(table, target[self.common].sort().values)

    def allowed(
        self, source: Int[Tensor, "inputs source"], lengths: Int[Tensor, " inputs"], symbols: int
    ) -> Bool[Tensor, "inputs symbols"]:
        """Which of the output symbols each input's output may have."""
        real = length_mask(lengths, source.shape[1])
        going = self.table.to(source.device)[source].masked_fill(~real[:, :, None], EOS).flatten(1)
        allowed = torch.zeros(len(source), symbols, dtype=torch.bool, device=source.device)
        allowed.scatter_(1, going, True)
        allowed[:, self.common.to(source.device)] = True
        allowed[:, :EOS] = False  # <pad> and <s> never come
        allowed[:, [UNK, EOS]] = True
        return allowed
