"""All steps of a decoder under teacher forcing: one after the other, or as whole sequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from pantoum.cells import CellWeights
from pantoum.kernels import (
    FedWeights,
    Kernel,
    Products,
    ReadoutWeights,
    Steps,
    attend_after,
    attend_all,
    attend_before,
)
from pantoum.layers import in_segments, worth_segments

if TYPE_CHECKING:
    from pantoum.models.decoder import Decoder, DecoderState, Pass


class Moment(NamedTuple):
    """What one step leaves for the readout.

    Shapes: hidden [batch, hidden]; context [batch, annotation] and weights [batch, source], where
    it looked; with a time axis after the batch for all steps at once.
    """

    hidden: Tensor
    context: Tensor | None = None
    weights: Tensor | None = None


class DecoderKernels(NamedTuple):
    """What runs a kind of cell over whole sequences: `layer` by itself, `steps` where attention
    feeds it.
    """

    layer: Kernel
    steps: Steps


class Forced(NamedTuple):
    """Shapes: readout [batch, target, readout]; weights [batch, target, source], where there is
    attention.
    """

    readout: Tensor
    weights: Tensor | None


def run_decoder(
    decoder: Decoder, symbols: Float[Tensor, "batch target embedding"], state: DecoderState
) -> Forced:
    """All steps, as whole sequences where the decoder has kernels for it, and in segments if it is
    to recompute.
    """
    shared, way, time, segment = (
        decoder.begin(symbols),
        _way(decoder, symbols),
        symbols.shape[1],
        decoder.recompute,
    )
    if not worth_segments(time, segment):
        return way(decoder, symbols, state, shared)[0]
    parts = symbols.split(segment, dim=1)

    def run(start: int, end: int, state: DecoderState) -> tuple[Forced, DecoderState]:
        return way(decoder, parts[start // segment], state, shared.part(start, end))

    outputs, _ = in_segments(run, state, time, segment)
    readouts, weights = zip(*outputs, strict=True)
    return Forced(torch.cat(readouts, dim=1), _joined(weights, torch.cat))


def _way(decoder: Decoder, symbols: Tensor) -> Callable[..., tuple[Forced, DecoderState]]:
    """How the steps are run; all ways give the same."""
    # A deep decoder whose top layer feeds its first has no whole-sequence form; nor do kernels know
    # mixed precision.
    fed_and_deep = decoder.input_feeding and len(decoder.cells) > 1
    if decoder.kernels is None or fed_and_deep or torch.is_autocast_enabled(symbols.device.type):
        return unroll_decoder
    if not decoder.input_feeding:
        return _unfed
    return _fed_context if decoder.query_previous else _fed_readout


def unroll_decoder(
    decoder: Decoder,
    symbols: Float[Tensor, "batch target embedding"],
    state: DecoderState,
    shared: Pass,
) -> tuple[Forced, DecoderState]:
    """The reference: one step after the other, exactly as in search."""
    products = decoder.symbol_products(symbols, shared).unbind(1)
    moments, readouts = [], []
    for step in range(symbols.shape[1]):
        moment, state = decoder.advance(products[step], state, shared, step)
        moments.append(moment)
        if state.feed is not None:
            readouts.append(decoder.read(symbols[:, step], moment))
            state = state._replace(feed=readouts[-1])
    hidden, context, weights = (_joined(parts, torch.stack) for parts in zip(*moments, strict=True))
    assert hidden is not None
    whole = Moment(hidden, context, weights)
    readout = torch.stack(readouts, dim=1) if readouts else decoder.read(symbols, whole)
    return Forced(readout, weights), state


def _unfed(
    decoder: Decoder, symbols: Tensor, state: DecoderState, shared: Pass
) -> tuple[Forced, DecoderState]:
    """Attention, if there is any, feeds nothing: layer by layer, then all looks at once."""
    assert decoder.kernels is not None
    lengths = torch.full((len(symbols),), symbols.shape[1], device=symbols.device)
    hidden = own = symbols
    finals = []
    for index, cell in enumerate(decoder.cells):
        mask = shared.between[index]
        read = hidden if mask is None else hidden * mask
        own, final = decoder.kernels.layer(
            read, lengths, state.cells[index], _weights(cell, shared, index)
        )
        hidden = own + hidden if decoder.residual and index else own
        finals.append(final)
    after = state._replace(cells=tuple(finals))
    if decoder.attention is None:
        return Forced(decoder.read(symbols, Moment(hidden)), None), after
    assert state.memory is not None
    asking = hidden
    if decoder.query_previous:  # with the top layer's own state, before the residual
        asking = torch.cat([state.cells[-1].hidden[:, None], own[:, :-1]], dim=1)
    context, weights = attend_all(asking, state.memory, decoder.attention.weights())
    return Forced(decoder.read(symbols, Moment(hidden, context)), weights), after


def _fed_context(
    decoder: Decoder, symbols: Tensor, state: DecoderState, shared: Pass
) -> tuple[Forced, DecoderState]:
    assert decoder.kernels is not None
    assert decoder.attention is not None
    assert state.memory is not None
    (before,) = state.cells
    products, weights = (
        decoder.symbol_products(symbols.transpose(0, 1), shared),
        _fed_weights(decoder, shared),
    )
    found = attend_before(
        decoder.kernels.steps, products, before, weights, state.memory, decoder.attention.weights()
    )
    hidden, context, looks = (
        part.transpose(0, 1) for part in (found.hidden, found.context, found.weights)
    )
    after = state._replace(cells=(type(before)(*found.state),))
    return Forced(decoder.read(symbols, Moment(hidden, context)), looks), after


def _fed_readout(
    decoder: Decoder, symbols: Tensor, state: DecoderState, shared: Pass
) -> tuple[Forced, DecoderState]:
    assert decoder.kernels is not None
    assert decoder.attention is not None
    assert state.memory is not None
    assert state.feed is not None
    (before,), by_time = state.cells, symbols.transpose(0, 1)
    sizes = [decoder.cells[0].hidden_size, decoder.attention.annotation_size, symbols.shape[2]]
    of_hidden, of_context, of_symbol = decoder.readout.weight.split(sizes, dim=1)  # type: ignore[arg-type]
    to_readout = F.linear(by_time, of_symbol, decoder.readout.bias)
    found = attend_after(
        decoder.kernels.steps,
        Products(decoder.symbol_products(by_time, shared), to_readout, state.feed),
        before,
        _fed_weights(decoder, shared),
        ReadoutWeights(of_hidden, of_context),
        state.memory,
        decoder.attention.weights(),
    )
    after = state._replace(cells=(type(before)(*found.state),), feed=found.readout[-1])
    return Forced(found.readout.transpose(0, 1), found.weights.transpose(0, 1)), after


def _fed_weights(decoder: Decoder, shared: Pass) -> FedWeights:
    cell = decoder.cells[0]
    return FedWeights(_weights(cell, shared, 0).weight_hh, cell.bias_hh, shared.feed)  # type: ignore[arg-type]


def _weights(cell: Any, shared: Pass, index: int) -> CellWeights:
    weights, dropped = cell.weights(), shared.recurrent[index]
    return weights if dropped is None else weights._replace(weight_hh=dropped)


def _joined(parts: Sequence[Tensor | None], join: Callable[..., Tensor]) -> Tensor | None:
    """The parts along the axis after the batch, if there are any."""
    found = [part for part in parts if part is not None]
    return join(found, dim=1) if found else None
