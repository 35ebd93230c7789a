"""Attention of an inference decoder: each input is kept once for all of its partial hypotheses."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.attention import (
    Attention,
    BeamLayout,
    ScoreForm,
    from_table,
    masked_softmax,
    several,
    to_table,
)
from pantoum.models.encoder import Encoded
from pantoum.models.inference_form.linear import InferenceLinear
from pantoum.models.inference_form.state import InferenceMemory

# For longer inputs annotations are added up as they are: to add up their products, which are wider,
# costs more.
LONGEST_PROJECTED = 64
# PyTorch adds up fewer numbers than a vector of the processor holds in another order, so that a
# short input would have other weights alone than beside a long one.
LEAST_SUMMED = 16
# A weighted sum of fewer numbers than this, or of a number that these do not divide, depends on how
# many rows of padding there are.
LEAST_COLUMNS = 64
COLUMNS_AT_ONCE = 16


class InferenceAttention:
    """Where to attend, and what comes of it: W C<t> for the context C<t> of each query.

    W Σ α a = Σ α (W a): where an output has several partial hypotheses at once, the input's
    annotations are multiplied with W once, and for each hypothesis these products are added up. For
    a single one it is the context that is multiplied.

    Args:
        attention: its present weights count.
        score: its fast form.
        query: the product of queries with W_q; None: they are as they are.
        context: the product of a single hypothesis' contexts with W.
        shared: the same for what several hypotheses share: exact, for whether annotations or
            contexts are multiplied depends on the longest input of the batch.
        size: of W C<t>.
    """

    def __init__(
        self,
        attention: Attention,
        score: ScoreForm,
        query: InferenceLinear | None,
        context: InferenceLinear,
        shared: InferenceLinear,
        size: int,
    ) -> None:
        self._attention = attention
        self._score = score
        self._query = query
        self._context = context
        self._shared = shared
        self._size = size

    def prepare(self, encoded: Encoded) -> InferenceMemory:
        """What is the same at all steps."""
        annotations, keys, mask = self._attention.prepare(encoded.annotations, encoded.lengths)
        missing = LEAST_SUMMED - mask.shape[1]
        if missing > 0 and mask.device.type == "cpu":
            mask = F.pad(mask, (0, missing))
        return InferenceMemory(self._score.inference_keys(keys), _columns(annotations), mask)

    def project_values(self, memory: InferenceMemory) -> InferenceMemory:
        """W a<t'> in place of a<t'>."""
        annotations = memory.values[..., : self._attention.annotation_size]
        values = self._shared(annotations.flatten(0, 1))
        return memory._replace(values=_columns(values.view(*annotations.shape[:2], -1)))

    def query(self, hidden: Float[Tensor, "alive hidden"]) -> Float[Tensor, "alive key"]:
        """The query of a state."""
        return hidden if self._query is None else self._query(hidden)

    def __call__(
        self,
        query: Float[Tensor, "alive key"],
        memory: InferenceMemory,
        layout: BeamLayout | None,
        *,
        projected: bool,
    ) -> tuple[Float[Tensor, "alive size"], Float[Tensor, "alive source"]]:
        """W C<t>, and the attention weights.

        Args:
            projected: whether the memory's values are products already.
        """
        mask = memory.mask if layout is None else memory.mask.index_select(0, layout.owners)
        energies = self._score.inference_energies(query, memory.keys, layout)
        weights = _softmax(energies, mask, memory.values.shape[1])
        table = to_table(weights, len(memory.keys), layout)
        context = from_table(torch.bmm(table, memory.values), layout)
        if projected:
            return context[:, : self._size], weights
        product = self._shared if several(layout) else self._context
        return product(context[:, : self._attention.annotation_size]), weights


def _softmax(
    energies: Float[Tensor, "alive keys"], mask: Bool[Tensor, "alive summed"], source: int
) -> Float[Tensor, "alive source"]:
    """`pantoum.attention.masked_softmax` over all of the mask, then of the source alone."""
    summed = mask.shape[1]
    if energies.shape[1] < summed:
        energies = torch.constant_pad_nd(energies, (0, summed - energies.shape[1]))
    return masked_softmax(energies[:, :summed], ~mask, mask)[:, :source]


def _columns(
    values: Float[Tensor, "inputs source size"],
) -> Float[Tensor, "inputs source columns"]:
    """Values with as many columns of 0 behind them as their weighted sums need."""
    size = values.shape[2]
    columns = max(LEAST_COLUMNS, -(-size // COLUMNS_AT_ONCE) * COLUMNS_AT_ONCE)
    if columns == size or values.device.type != "cpu":
        return values
    return F.pad(values, (0, columns - size))


def worth_projecting(memory: InferenceMemory, layout: BeamLayout | None) -> bool:
    """Whether products of annotations cost less than those of contexts."""
    return several(layout) and memory.keys.shape[1] <= LONGEST_PROJECTED
