"""A decoder whose steps look after they are taken, and read the last readout (Luong), as one
function for autograd.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.attention import AttentionMemory, AttentionWeights
from pantoum.kernels.attend_before import FedWeights
from pantoum.kernels.by_hand import Look, LookRetreat, LookTrace, Scene, Steps, tanh_
from pantoum.kernels.unrolled import before_first, owned

tanh_slope = torch.ops.aten.tanh_backward


class ReadoutWeights(NamedTuple):
    """The readout's columns. Shapes: hidden [readout, hidden], context [readout, annotation]."""

    hidden: Tensor
    context: Tensor


class Read(NamedTuple):
    """The readouts, where the steps looked, and the state after the last.

    Shapes: readout [steps, batch, readout], weights [steps, batch, source].
    """

    readout: Tensor
    weights: Tensor
    state: tuple[Tensor, ...]


class Products(NamedTuple):
    """The symbols' share, with the biases: of the cell's gates and of the readout, and the readout
    before the first.

    Shapes: gates [steps, batch, gates * hidden], readout [steps, batch, readout], feed [batch,
    readout].
    """

    gates: Float[Tensor, "steps batch gates"]
    readout: Float[Tensor, "steps batch readout"]
    feed: Float[Tensor, "batch readout"]


def attend_after(
    steps: Steps,
    products: Products,
    state: tuple[Tensor, ...],
    weights: FedWeights,
    readout: ReadoutWeights,
    memory: AttentionMemory,
    attention: AttentionWeights,
) -> Read:
    """The cell reads r<t-1> beside the symbol, a<t> looks, and r<t> = tanh(W_r [a<t>; C<t>; y<t-1>]
    + b_r).

    Args:
        memory: as the attention's `prepare` gives it.
        attention: the score's weights.
    Source: Luong, Pham & Manning (2015), arXiv:1508.04025, section 3.3.
    """
    tensors = (*products, *weights, *readout, *memory, *attention, *state)
    readouts, found, *rest = _AttendAfter.apply(steps, *tensors)  # type: ignore[misc]
    return Read(readouts, found, tuple(rest))


class _AttendAfter(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, steps: Steps, gates: Tensor, readout: Tensor, feed: Tensor, *tensors: Any
    ) -> Any:
        weights, to_readout, scene, state = _unpack(tensors)
        trace, look = steps.record(gates, state, weights.bias_hh), Look(scene, len(gates))
        readouts = torch.cat([feed[None], readout])
        to_gates, from_hidden, from_context = (
            steps.feed(weights.feed),
            to_readout.hidden.t(),
            to_readout.context.t(),
        )
        for step in range(len(gates)):
            trace.inputs[step].addmm_(readouts[step], to_gates)
            steps.advance(trace, step, weights.weight_hh)
            look(step, trace.hidden[step + 1])
            read = readouts[step + 1].addmm_(trace.hidden[step + 1], from_hidden)
            tanh_(read.addmm_(look.trace.contexts[step], from_context))
        ctx.steps = steps
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors[:10], readouts, *look.trace, *trace)
        return readouts[1:], look.trace.weights, *(part.clone() for part in steps.final(trace))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        weights, to_readout, scene, (readouts, *kept) = _unpack(ctx.saved_tensors)
        look, trace = LookTrace(*kept[:3]), ctx.steps.restore(tuple(kept[3:]))
        d_readouts, d_hidden = before_first(gradients[0], readouts), torch.zeros_like(trace.hidden)
        d_hidden[-1] = owned(gradients[2], trace.hidden[0])
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[3:])
        retreat = ctx.steps.backward(trace, weights.weight_hh, d_hidden, d_rest)
        look_back = LookRetreat(scene, look, gradients[1])
        d_reads, d_context = torch.empty_like(readouts[1:]), torch.empty_like(look.contexts)
        for step in reversed(range(len(d_reads))):
            tanh_slope.grad_input(
                d_readouts[step + 1], readouts[step + 1], grad_input=d_reads[step]
            )
            d_hidden[step + 1].addmm_(d_reads[step], to_readout.hidden)
            torch.mm(d_reads[step], to_readout.context, out=d_context[step])
            look_back(step, d_context[step], d_hidden[step + 1])
            retreat(step)
            retreat.add_fed(step, weights.feed, d_readouts[step])
        found = retreat.finish()
        d_feed = found.inputs.flatten(0, 1).t() @ readouts[:-1].flatten(0, 1)
        flat = d_reads.flatten(0, 1).t()
        d_to_readout = (flat @ trace.hidden[1:].flatten(0, 1), flat @ look.contexts.flatten(0, 1))
        d_annotations, d_keys, d_score = look_back.finish(d_context, trace.hidden[1:])
        d_products = (found.inputs, d_reads, d_readouts[0])
        d_weights = (found.weight_hh, found.bias_hh, d_feed, *d_to_readout)
        return None, *d_products, *d_weights, d_annotations, d_keys, None, *d_score, *found.state


def _unpack(
    tensors: tuple[Any, ...],
) -> tuple[FedWeights, ReadoutWeights, Scene, tuple[Tensor, ...]]:
    """The function's tensors but for the products: weights, what is looked at, and the rest."""
    scene = Scene(*tensors[5:8], weights=AttentionWeights(*tensors[8:10]))
    return FedWeights(*tensors[:3]), ReadoutWeights(*tensors[3:5]), scene, tuple(tensors[10:])
