"""Attention by hand: one look of each row at its annotations for each step, and the way back."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.attention import AttentionWeights
from pantoum.kernels.by_hand.scores import AdditiveScore, DotScore, Score

softmax_slope = torch.ops.aten._softmax_backward_data


class Scene(NamedTuple):
    """What is looked at, and the weights of the score; see `pantoum.attention.AttentionMemory` and
    `AttentionWeights`.
    """

    annotations: Float[Tensor, "batch source annotation"]
    keys: Float[Tensor, "batch source key"]
    mask: Bool[Tensor, "batch source"]
    weights: AttentionWeights


class LookTrace(NamedTuple):
    """What a look leaves for its way back.

    Shapes: queries [steps, batch, key], contexts [steps, batch, annotation], weights [steps, batch,
    source].
    """

    queries: Float[Tensor, "steps batch key"]
    contexts: Float[Tensor, "steps batch annotation"]
    weights: Float[Tensor, "steps batch source"]


class Look:
    """``look(step, hidden)`` fills a step of the trace."""

    def __init__(self, scene: Scene, steps: int) -> None:
        batch, source, size = scene.annotations.shape
        fresh = scene.annotations.new_empty
        self.trace = LookTrace(
            fresh(steps, batch, scene.keys.shape[2]),
            fresh(steps, batch, size),
            fresh(steps, batch, source),
        )
        self._scene, self._score = scene, score_of(scene)
        # On a GPU the look at the mask would stall the queue; there, rows without padding pay for
        # it as well.
        padded = scene.mask.device.type != "cpu" or not bool(scene.mask.all())
        self._padding, self._real = (
            (~scene.mask, scene.mask.to(scene.annotations.dtype)) if padded else (None, None)
        )
        self._lowest = torch.finfo(scene.annotations.dtype).min

    def __call__(self, step: int, hidden: Float[Tensor, "batch query"]) -> None:
        query, weights = self.trace.queries[step], self.trace.weights[step]
        project = self._scene.weights.query
        if project is None:
            query.copy_(hidden)
        else:
            torch.mm(hidden, project.t(), out=query)
        energies = self._score.energies(query)
        if self._padding is not None:
            energies.masked_fill_(self._padding, self._lowest)
        torch.softmax(energies, dim=1, out=weights)
        if self._real is not None:
            weights.mul_(self._real)  # a row of padding alone has a uniform softmax
        torch.bmm(weights[:, None], self._scene.annotations, out=self.trace.contexts[step][:, None])


class LookRetreat:
    """The looks backwards: ``retreat(step, d_context, d_hidden)`` adds to the gradient of the state
    that asked.

    Args:
        d_weights: gradients of the attention weights [steps, batch, source] that come from
            elsewhere, if any do.
    """

    def __init__(self, scene: Scene, trace: LookTrace, d_weights: Tensor | None) -> None:
        self._scene, self._trace, self._score = scene, trace, score_of(scene)
        self._d_weights = d_weights
        self._d_energies, self._d_queries = (
            torch.empty_like(trace.weights),
            torch.empty_like(trace.queries),
        )

    def __call__(self, step: int, d_context: Tensor, d_hidden: Tensor) -> None:
        weights, d_energies = self._trace.weights[step], self._d_energies[step]
        d_weights = torch.bmm(self._scene.annotations, d_context[:, :, None])[:, :, 0]
        if self._d_weights is not None:
            d_weights += self._d_weights[step]
        softmax_slope.out(d_weights, weights, 1, weights.dtype, grad_input=d_energies)
        d_query, project = self._d_queries[step], self._scene.weights.query
        self._score.retreat(self._trace.queries[step], d_energies, d_query)
        if project is None:
            d_hidden.add_(d_query)
        else:
            d_hidden.addmm_(d_query, project)

    def finish(
        self,
        d_contexts: Float[Tensor, "steps batch annotation"],
        hidden: Float[Tensor, "steps batch query"],
    ) -> tuple[Tensor, Tensor, AttentionWeights]:
        """The gradients of the annotations, of the keys, and of the score's weights.

        Args:
            hidden: the states that asked.
        """
        d_annotations = torch.bmm(self._trace.weights.permute(1, 2, 0), d_contexts.transpose(0, 1))
        d_keys, d_energy = self._score.finish(self._trace.queries, self._d_energies)
        d_project = None
        if self._scene.weights.query is not None:
            d_project = self._d_queries.flatten(0, 1).t() @ hidden.flatten(0, 1)
        return d_annotations, d_keys, AttentionWeights(d_project, d_energy)


def score_of(scene: Scene) -> Score:
    """The score that the weights belong to: with an energy vector additive, without one a
    product."""
    if scene.weights.energy is None:
        return DotScore(scene.keys)
    return AdditiveScore(scene.keys, scene.weights.energy)
