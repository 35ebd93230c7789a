"""Attention of an inference decoder: each input is kept once for all of its partial hypotheses."""

from __future__ import annotations

import torch
from jaxtyping import Float
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
    """

    def __init__(
        self,
        attention: Attention,
        score: ScoreForm,
        query: InferenceLinear | None,
        context: InferenceLinear,
        shared: InferenceLinear,
    ) -> None:
        self._attention = attention
        self._score = score
        self._query = query
        self._context = context
        self._shared = shared

    def prepare(self, encoded: Encoded) -> InferenceMemory:
        """What is the same at all steps."""
        annotations, keys, mask = self._attention.prepare(encoded.annotations, encoded.lengths)
        return InferenceMemory(self._score.inference_keys(keys), annotations, mask)

    def project_values(self, memory: InferenceMemory) -> InferenceMemory:
        """W a<t'> in place of a<t'>."""
        values = self._shared(memory.values.flatten(0, 1))
        return memory._replace(values=values.view(*memory.values.shape[:2], -1))

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
        weights = masked_softmax(energies, ~mask, mask)
        table = to_table(weights, len(memory.keys), layout)
        contribution = from_table(torch.bmm(table, memory.values), layout)
        if not projected:
            product = self._shared if several(layout) else self._context
            contribution = product(contribution)
        return contribution, weights


def worth_projecting(memory: InferenceMemory, layout: BeamLayout | None) -> bool:
    """Whether products of annotations cost less than those of contexts."""
    return several(layout) and memory.keys.shape[1] <= LONGEST_PROJECTED
