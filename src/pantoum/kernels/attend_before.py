"""A decoder whose steps look before they are taken, and read what they saw (Bahdanau), as one
function for autograd.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.attention import AttentionMemory, AttentionWeights
from pantoum.kernels.by_hand import Look, LookRetreat, LookTrace, Scene, Steps
from pantoum.kernels.unrolled import before_first, owned


class FedWeights(NamedTuple):
    """Shapes: weight_hh [gates * hidden, hidden], bias_hh [gates * hidden], feed [gates * hidden,
    fed].
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


def attend_before(
    steps: Steps,
    products: Float[Tensor, "steps batch gates"],
    state: tuple[Tensor, ...],
    weights: FedWeights,
    memory: AttentionMemory,
    attention: AttentionWeights,
) -> Attended:
    """Step t looks with a<t-1>, and the cell reads its context beside the symbol.

    Args:
        products: the symbols' share of the cell's gates, with its input bias.
        memory: as the attention's `prepare` gives it.
        attention: the score's weights.
    Source: Bahdanau, Cho & Bengio (2014), arXiv:1409.0473.
    """
    tensors = (products, *weights, *memory, *attention, *state)
    hidden, context, found, *rest = _AttendBefore.apply(steps, *tensors)  # type: ignore[misc]
    last = hidden[-1] if len(hidden) else state[0]
    return Attended(hidden, context, found, (last, *rest))


class _AttendBefore(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, steps: Steps, products: Tensor, *tensors: Any) -> tuple[Tensor, ...]:
        weights, scene, state = _unpack(tensors)
        trace, look = steps.record(products, state, weights.bias_hh), Look(scene, len(products))
        to_gates = steps.feed(weights.feed)
        for step in range(len(products)):
            look(step, trace.hidden[step])
            trace.inputs[step].addmm_(look.trace.contexts[step], to_gates)
            steps.advance(trace, step, weights.weight_hh)
        ctx.steps = steps
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors[:8], *look.trace, *trace)
        return trace.hidden[1:], look.trace.contexts, look.trace.weights, *steps.final(trace)[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        weights, scene, kept = _unpack(ctx.saved_tensors)
        look, trace = LookTrace(*kept[:3]), ctx.steps.restore(kept[3:])
        d_hidden, d_context = (
            before_first(gradients[0], trace.hidden),
            owned(gradients[1], look.contexts),
        )
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[3:])
        retreat = ctx.steps.backward(trace, weights.weight_hh, d_hidden, d_rest)
        look_back = LookRetreat(scene, look, gradients[2])
        for step in reversed(range(len(d_context))):
            retreat(step)
            retreat.add_fed(step, weights.feed, d_context[step])
            look_back(step, d_context[step], d_hidden[step])
        found = retreat.finish()
        d_feed = found.inputs.flatten(0, 1).t() @ look.contexts.flatten(0, 1)
        d_annotations, d_keys, d_score = look_back.finish(d_context, trace.hidden[:-1])
        return None, *found[:3], d_feed, d_annotations, d_keys, None, *d_score, *found.state


def _unpack(tensors: tuple[Any, ...]) -> tuple[FedWeights, Scene, tuple[Tensor, ...]]:
    """The function's tensors but for the products: weights, what is looked at, and the rest."""
    return (
        FedWeights(*tensors[:3]),
        Scene(*tensors[3:6], weights=AttentionWeights(*tensors[6:8])),
        tuple(tensors[8:]),
    )
