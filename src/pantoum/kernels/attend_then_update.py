"""A decoder whose steps attend with the previous state and read the context that they find
(Bahdanau), as one function for autograd.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.attention import AttentionMemory, ScoreForm
from pantoum.cells import CellForm
from pantoum.kernels.attention_pass import (
    AttentionBackward,
    AttentionForward,
    AttentionInputs,
    AttentionTrace,
    attention_inputs,
)
from pantoum.kernels.stepwise import before_first, owned


class FedWeights(NamedTuple):
    """A cell's weights in a decoder that feeds it something beside the symbol.

    Shapes: weight_hh [gates * hidden, hidden], bias_hh [gates * hidden], feed [gates * hidden,
    fed], the columns of W_ih for what is fed.
    """

    weight_hh: Tensor
    bias_hh: Tensor
    feed: Tensor


class Attended(NamedTuple):
    """What the steps leave for the readout, and the state after the last.

    Shapes: hidden [steps, batch, hidden], context [steps, batch, annotation], weights [steps,
    batch, source].
    """

    hidden: Tensor
    context: Tensor
    weights: Tensor
    state: tuple[Tensor, ...]


def attend_then_update(
    form: CellForm,
    products: Float[Tensor, "steps batch gates"],
    state: tuple[Tensor, ...],
    weights: FedWeights,
    memory: AttentionMemory,
    score: ScoreForm,
) -> Attended:
    """Step t attends with a<t-1>, and the cell reads the context C<t> beside the symbol.

    Args:
        products: the symbols' share of the cell's gates, with its input bias.
        memory: as the attention's `prepare` gives it.
    Source: Bahdanau, Cho & Bengio (2014), arXiv:1409.0473.
    """
    inputs = attention_inputs(memory, score)
    tensors = (products, *weights, *inputs.tensors, *state)
    hidden, context, attended, *rest = _AttendThenUpdate.apply(form, score, *tensors)  # type: ignore[misc]
    last = hidden[-1] if len(hidden) else state[0]
    return Attended(hidden, context, attended, (last, *rest))


class _AttendThenUpdate(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, form: CellForm, score: ScoreForm, products: Tensor, *tensors: Any
    ) -> tuple[Tensor, ...]:
        weights = FedWeights(*tensors[:3])
        inputs, state = AttentionInputs.restore(score, tensors[3:])
        trace = form.begin(products, state, weights.bias_hh)
        attention = AttentionForward(inputs, len(products))
        to_gates = form.feed(weights.feed)
        for step in range(len(products)):
            attention(step, trace.hidden[step])
            trace.inputs[step].addmm_(attention.trace.contexts[step], to_gates)
            form.advance(trace, step, weights.weight_hh)
        ctx.form = form
        ctx.score = score
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*weights, *inputs.tensors, *attention.trace, *trace)
        attended = attention.trace
        return trace.hidden[1:], attended.contexts, attended.weights, *form.final(trace)[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        saved = ctx.saved_tensors  # read once: checkpoints compute them anew
        weights = FedWeights(*saved[:3])
        inputs, kept = AttentionInputs.restore(ctx.score, saved[3:])
        attended = AttentionTrace(*kept[:3])
        trace = ctx.form.restore(kept[3:])
        d_hidden = before_first(gradients[0], trace.hidden)
        d_context = owned(gradients[1], attended.contexts)
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[3:])
        cell = ctx.form.backward(trace, weights.weight_hh, d_hidden, d_rest)
        attention = AttentionBackward(inputs, attended, gradients[2])
        for step in reversed(range(len(d_context))):
            cell(step)
            cell.add_fed(step, weights.feed, d_context[step])
            attention(step, d_context[step], d_hidden[step])
        d_inputs, d_weight_hh, d_bias_hh, d_state = cell.finish()
        d_feed = d_inputs.flatten(0, 1).t() @ attended.contexts.flatten(0, 1)
        d_weights = FedWeights(d_weight_hh, d_bias_hh, d_feed)
        d_attention = attention.finish(d_context, trace.hidden[:-1])
        return None, None, d_inputs, *d_weights, *d_attention.in_order, *d_state
