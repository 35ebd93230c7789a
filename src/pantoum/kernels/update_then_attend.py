"""A decoder whose steps attend with the state that they have reached, and read the last readout
(Luong), as one function for autograd.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.attention import AttentionMemory, ScoreForm
from pantoum.cells import CellForm, tanh_
from pantoum.kernels.attend_then_update import FedWeights
from pantoum.kernels.attention_pass import (
    AttentionBackward,
    AttentionForward,
    AttentionInputs,
    AttentionTrace,
    attention_inputs,
)
from pantoum.kernels.stepwise import before_first, owned

tanh_slope = torch.ops.aten.tanh_backward


class ReadoutWeights(NamedTuple):
    """The readout's columns. Shapes: hidden [readout, hidden], context [readout, annotation]."""

    hidden: Tensor
    context: Tensor


class Readouts(NamedTuple):
    """The readouts, what the steps attended to, and the state after the last.

    Shapes: readout [steps, batch, readout], weights [steps, batch, source].
    """

    readout: Tensor
    weights: Tensor
    state: tuple[Tensor, ...]


class SymbolProducts(NamedTuple):
    """The symbols' share, with the biases: of the cell's gates and of the readout, and the readout
    before the first.

    Shapes: gates [steps, batch, gates * hidden], readout [steps, batch, readout], feed [batch,
    readout].
    """

    gates: Float[Tensor, "steps batch gates"]
    readout: Float[Tensor, "steps batch readout"]
    feed: Float[Tensor, "batch readout"]


def update_then_attend(
    form: CellForm,
    products: SymbolProducts,
    state: tuple[Tensor, ...],
    weights: FedWeights,
    readout: ReadoutWeights,
    memory: AttentionMemory,
    score: ScoreForm,
) -> Readouts:
    """The cell reads r<t-1> beside the symbol, a<t> attends, and the readout is
    r<t> = tanh(W_r [a<t>; C<t>; y<t-1>] + b_r).

    Args:
        memory: as the attention's `prepare` gives it.
    Source: Luong, Pham & Manning (2015), arXiv:1508.04025, section 3.3.
    """
    inputs = attention_inputs(memory, score)
    tensors = (*products, *weights, *readout, *inputs.tensors, *state)
    readouts, attended, *rest = _UpdateThenAttend.apply(form, score, *tensors)  # type: ignore[misc]
    return Readouts(readouts, attended, tuple(rest))


class _UpdateThenAttend(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        form: CellForm,
        score: ScoreForm,
        gates: Tensor,
        readout: Tensor,
        feed: Tensor,
        *tensors: Any,
    ) -> Any:
        weights = FedWeights(*tensors[:3])
        to_readout = ReadoutWeights(*tensors[3:5])
        inputs, state = AttentionInputs.restore(score, tensors[5:])
        trace = form.begin(gates, state, weights.bias_hh)
        attention = AttentionForward(inputs, len(gates))
        readouts = torch.cat([feed[None], readout])
        to_gates = form.feed(weights.feed)
        from_hidden = to_readout.hidden.t()
        from_context = to_readout.context.t()
        for step in range(len(gates)):
            trace.inputs[step].addmm_(readouts[step], to_gates)
            form.advance(trace, step, weights.weight_hh)
            attention(step, trace.hidden[step + 1])
            read = readouts[step + 1].addmm_(trace.hidden[step + 1], from_hidden)
            tanh_(read.addmm_(attention.trace.contexts[step], from_context))
        ctx.form = form
        ctx.score = score
        ctx.set_materialize_grads(False)
        kept = (*weights, *to_readout, *inputs.tensors, readouts, *attention.trace, *trace)
        ctx.save_for_backward(*kept)
        final = (part.clone() for part in form.final(trace))
        return readouts[1:], attention.trace.weights, *final

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        saved = ctx.saved_tensors  # read once: checkpoints compute them anew
        weights = FedWeights(*saved[:3])
        to_readout = ReadoutWeights(*saved[3:5])
        inputs, (readouts, *kept) = AttentionInputs.restore(ctx.score, saved[5:])
        attended = AttentionTrace(*kept[:3])
        trace = ctx.form.restore(tuple(kept[3:]))
        d_readouts = before_first(gradients[0], readouts)
        d_hidden = torch.zeros_like(trace.hidden)
        d_hidden[-1] = owned(gradients[2], trace.hidden[0])
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[3:])
        cell = ctx.form.backward(trace, weights.weight_hh, d_hidden, d_rest)
        attention = AttentionBackward(inputs, attended, gradients[1])
        d_reads = torch.empty_like(readouts[1:])
        d_context = torch.empty_like(attended.contexts)
        for step in reversed(range(len(d_reads))):
            after = step + 1
            tanh_slope.grad_input(d_readouts[after], readouts[after], grad_input=d_reads[step])
            d_hidden[after].addmm_(d_reads[step], to_readout.hidden)
            torch.mm(d_reads[step], to_readout.context, out=d_context[step])
            attention(step, d_context[step], d_hidden[after])
            cell(step)
            cell.add_fed(step, weights.feed, d_readouts[step])
        d_inputs, d_weight_hh, d_bias_hh, d_state = cell.finish()
        d_feed = d_inputs.flatten(0, 1).t() @ readouts[:-1].flatten(0, 1)
        flat = d_reads.flatten(0, 1).t()
        d_products = SymbolProducts(d_inputs, d_reads, d_readouts[0])
        d_weights = FedWeights(d_weight_hh, d_bias_hh, d_feed)
        d_to_readout = ReadoutWeights(
            flat @ trace.hidden[1:].flatten(0, 1), flat @ attended.contexts.flatten(0, 1)
        )
        d_attention = attention.finish(d_context, trace.hidden[1:])
        d_own = (*d_products, *d_weights, *d_to_readout)
        return None, None, *d_own, *d_attention.in_order, *d_state
