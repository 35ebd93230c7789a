"""Attention for the steps of a decoder, one query of each row at a time, and its backward pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.attention import AttentionMemory, ScoreForm, masked_softmax

softmax_slope = torch.ops.aten._softmax_backward_data


class AttentionInputs(NamedTuple):
    """What is attended to, and the score's weights; see `pantoum.attention.AttentionMemory` and
    `ScoreForm`.

    score: the form that the weights are of.
    """

    annotations: Float[Tensor, "batch source annotation"]
    keys: Float[Tensor, "batch source key"]
    mask: Bool[Tensor, "batch source"]
    query: Float[Tensor, "key query"] | None
    parameters: tuple[Tensor, ...]
    score: ScoreForm

    @property
    def tensors(self) -> tuple[Tensor | None, ...]:
        """All that autograd has to know of."""
        return (self.annotations, self.keys, self.mask, self.query, *self.parameters)

    @classmethod
    def restore(
        cls, score: ScoreForm, tensors: tuple[Any, ...]
    ) -> tuple[AttentionInputs, tuple[Any, ...]]:
        """The inputs that stand first among `tensors`, and the rest of these."""
        annotations, keys, mask, query, *others = tensors
        count = len(score.parameters)
        inputs = cls(annotations, keys, mask, query, tuple(others[:count]), score)
        return inputs, tuple(others[count:])


def attention_inputs(memory: AttentionMemory, score: ScoreForm) -> AttentionInputs:
    """What a prepared memory holds, and the score's weights."""
    annotations, keys, mask = memory
    return AttentionInputs(annotations, keys, mask, score.query, score.parameters, score)


class AttentionTrace(NamedTuple):
    """What the forward pass keeps for the backward pass.

    Shapes: queries [steps, batch, key], contexts [steps, batch, annotation], weights [steps, batch,
    source].
    """

    queries: Float[Tensor, "steps batch key"]
    contexts: Float[Tensor, "steps batch annotation"]
    weights: Float[Tensor, "steps batch source"]


class AttentionGradients(NamedTuple):
    """Gradients of the annotations, the keys, W_q and the score's parameters."""

    annotations: Tensor
    keys: Tensor
    query: Tensor | None
    parameters: tuple[Tensor, ...]

    @property
    def in_order(self) -> tuple[Tensor | None, ...]:
        """As `AttentionInputs.tensors` has them; the mask has none."""
        return (self.annotations, self.keys, None, self.query, *self.parameters)


class AttentionForward:
    """``attention(step, hidden)`` fills a step of the trace: the state's query, the weights and the
    context.
    """

    def __init__(self, inputs: AttentionInputs, steps: int) -> None:
        batch, source, size = inputs.annotations.shape
        fresh = inputs.annotations.new_empty
        self.trace = AttentionTrace(
            fresh(steps, batch, inputs.keys.shape[2]),
            fresh(steps, batch, size),
            fresh(steps, batch, source),
        )
        self._annotations = inputs.annotations
        self._query = inputs.query
        self._score = inputs.score.bind(inputs.keys, inputs.parameters)
        self._padding: Tensor | None = None
        self._real: Tensor | None = None
        # On a GPU, to read the mask would stall the queue; there, rows without padding pay for it
        # as well.
        if inputs.mask.device.type != "cpu" or not bool(inputs.mask.all()):
            self._padding = ~inputs.mask
            self._real = inputs.mask.to(inputs.annotations.dtype)

    def __call__(self, step: int, hidden: Float[Tensor, "batch query"]) -> None:
        query = self.trace.queries[step]
        weights = self.trace.weights[step]
        if self._query is None:
            query.copy_(hidden)
        else:
            torch.mm(hidden, self._query.t(), out=query)
        masked_softmax(self._score.energies(query), self._padding, self._real, out=weights)
        torch.bmm(weights[:, None], self._annotations, out=self.trace.contexts[step][:, None])


class AttentionBackward:
    """The backward pass: ``backward(step, d_context, d_hidden)`` adds to the gradient of the state
    that the query was made of.

    Args:
        d_weights: gradients of the attention weights [steps, batch, source] that come from
            elsewhere, if any do.
    """

    def __init__(
        self, inputs: AttentionInputs, trace: AttentionTrace, d_weights: Tensor | None
    ) -> None:
        self._annotations = inputs.annotations
        self._query = inputs.query
        self._trace = trace
        self._d_weights = d_weights
        self._score = inputs.score.bind(inputs.keys, inputs.parameters)
        self._d_energies = torch.empty_like(trace.weights)
        self._d_queries = torch.empty_like(trace.queries)

    def __call__(self, step: int, d_context: Tensor, d_hidden: Tensor) -> None:
        weights = self._trace.weights[step]
        d_energies = self._d_energies[step]
        d_query = self._d_queries[step]
        d_weights = torch.bmm(self._annotations, d_context[:, :, None])[:, :, 0]
        if self._d_weights is not None:
            d_weights += self._d_weights[step]
        softmax_slope.out(d_weights, weights, 1, weights.dtype, grad_input=d_energies)
        self._score.backward(self._trace.queries[step], d_energies, d_query)
        if self._query is None:
            d_hidden.add_(d_query)
        else:
            d_hidden.addmm_(d_query, self._query)

    def finish(
        self,
        d_contexts: Float[Tensor, "steps batch annotation"],
        hidden: Float[Tensor, "steps batch query"],
    ) -> AttentionGradients:
        """The gradients of all steps together.

        Args:
            hidden: the states that the queries were made of.
        """
        weights = self._trace.weights.permute(1, 2, 0)
        d_annotations = torch.bmm(weights, d_contexts.transpose(0, 1))
        d_keys, d_parameters = self._score.finish(self._trace.queries, self._d_energies)
        d_query = None
        if self._query is not None:
            d_query = self._d_queries.flatten(0, 1).t() @ hidden.flatten(0, 1)
        return AttentionGradients(d_annotations, d_keys, d_query, d_parameters)
