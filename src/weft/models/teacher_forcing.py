"""All steps of a decoder under teacher forcing: one after the other, or as whole sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from weft.cells import CellWeights
from weft.kernels import (
    FedWeights,
    Kernel,
    Products,
    ReadoutWeights,
    Steps,
    attend_after,
    attend_all,
    attend_before,
)

if TYPE_CHECKING:
    from weft.models.decoder import Decoder, DecoderState, Pass


class Moment(NamedTuple):
    """What one step leaves for the readout.

    Shapes: hidden [batch, hidden]; context [batch, annotation] and weights [batch, source], where it looked; with a
    time axis after the batch for all steps at once.
    """

    hidden: Tensor
    context: Tensor | None = None
    weights: Tensor | None = None


class DecoderKernels(NamedTuple):
    """What runs a kind of cell over whole sequences: `layer` by itself, `steps` where attention feeds it."""

    layer: Kernel
    steps: Steps


class Forced(NamedTuple):
    """Shapes: readout [batch, target, readout]; weights [batch, target, source], where there is attention."""

    readout: Tensor
    weights: Tensor | None


def unroll_decoder(decoder: Decoder, symbols: Float[Tensor, "batch target embedding"], state: DecoderState) -> Forced:
    """The reference: one step after the other, exactly as in search."""
    shared = decoder.begin(symbols)
    products = decoder.symbol_products(symbols, shared).unbind(1)
    moments, readouts = [], []
    for step in range(symbols.shape[1]):
        moment, state = decoder.advance(products[step], state, shared, step)
        moments.append(moment)
        if state.feed is not None:
            readouts.append(decoder.read(symbols[:, step], moment))
            state = state._replace(feed=readouts[-1])
    stacked = _stack(moments)
    return Forced(torch.stack(readouts, dim=1) if readouts else decoder.read(symbols, stacked), stacked.weights)


def run_decoder(decoder: Decoder, symbols: Float[Tensor, "batch target embedding"], state: DecoderState) -> Forced:
    """As whole sequences where the decoder has kernels for it, which equals `unroll_decoder`."""
    kernels = decoder.kernels
    # A deep decoder whose top layer feeds its first has no whole-sequence form; nor do kernels know mixed precision.
    fed_and_deep = decoder.input_feeding and len(decoder.cells) > 1
    if kernels is None or fed_and_deep or torch.is_autocast_enabled(symbols.device.type):
        return unroll_decoder(decoder, symbols, state)
    if not decoder.input_feeding:
        return _unfed(decoder, kernels.layer, symbols, state)
    return (_fed_context if decoder.query_previous else _fed_readout)(decoder, kernels.steps, symbols, state)


def _unfed(decoder: Decoder, layer: Kernel, symbols: Tensor, state: DecoderState) -> Forced:
    """Attention, if there is any, feeds nothing: layer by layer, then all looks at once."""
    shared = decoder.begin(symbols)
    lengths = torch.full((len(symbols),), symbols.shape[1], device=symbols.device)
    hidden, below = symbols, None
    for index, cell in enumerate(decoder.cells):
        mask = shared.between[index]
        read = hidden if mask is None else hidden * mask
        output, _ = layer(read, lengths, state.cells[index], _weights(cell, shared, index))
        below, hidden = output, output + hidden if decoder.residual and index else output
    if decoder.attention is None:
        return Forced(decoder.read(symbols, Moment(hidden)), None)
    assert below is not None
    assert state.memory is not None
    # The top layer's own states, before the residual, are what the next step asks with.
    asking = torch.cat([state.cells[-1].hidden[:, None], below[:, :-1]], dim=1) if decoder.query_previous else hidden
    context, weights = attend_all(asking, state.memory, decoder.attention.weights())
    return Forced(decoder.read(symbols, Moment(hidden, context)), weights)


def _fed_context(decoder: Decoder, steps: Steps, symbols: Tensor, state: DecoderState) -> Forced:
    assert decoder.attention is not None
    assert state.memory is not None
    shared = decoder.begin(symbols)
    products = decoder.symbol_products(symbols.transpose(0, 1), shared)
    weights = _fed_weights(decoder, shared)
    found = attend_before(steps, products, state.cells[0], weights, state.memory, decoder.attention.weights())
    hidden, context, looks = (part.transpose(0, 1) for part in (found.hidden, found.context, found.weights))
    return Forced(decoder.read(symbols, Moment(hidden, context)), looks)


def _fed_readout(decoder: Decoder, steps: Steps, symbols: Tensor, state: DecoderState) -> Forced:
    assert decoder.attention is not None
    assert state.memory is not None
    assert state.feed is not None
    shared, by_time = decoder.begin(symbols), symbols.transpose(0, 1)
    sizes = [decoder.cells[0].hidden_size, decoder.attention.annotation_size, symbols.shape[2]]
    of_hidden, of_context, of_symbol = decoder.readout.weight.split(sizes, dim=1)  # type: ignore[arg-type]
    read = attend_after(
        steps,
        Products(
            decoder.symbol_products(by_time, shared), F.linear(by_time, of_symbol, decoder.readout.bias), state.feed
        ),
        state.cells[0],
        _fed_weights(decoder, shared),
        ReadoutWeights(of_hidden, of_context),
        state.memory,
        decoder.attention.weights(),
    )
    return Forced(read.readout.transpose(0, 1), read.weights.transpose(0, 1))


def _fed_weights(decoder: Decoder, shared: Pass) -> FedWeights:
    cell = decoder.cells[0]
    return FedWeights(_weights(cell, shared, 0).weight_hh, cell.bias_hh, shared.feed)  # type: ignore[arg-type]


def _weights(cell: Any, shared: Pass, index: int) -> CellWeights:
    weights, dropped = cell.weights(), shared.recurrent[index]
    return weights if dropped is None else weights._replace(weight_hh=dropped)


def _stack(moments: Sequence[Moment]) -> Moment:
    """The steps' moments as one, with a time axis after the batch."""
    hidden, context, weights = zip(*moments, strict=True)
    return Moment(torch.stack(hidden, dim=1), _stack_found(context), _stack_found(weights))


def _stack_found(parts: Sequence[Tensor | None]) -> Tensor | None:
    found = [part for part in parts if part is not None]
    return torch.stack(found, dim=1) if found else None
