"""All steps of a decoder under teacher forcing: one after the other, or as whole sequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention import ScoreForm, fast_score
from pantoum.cells import CellForm, CellWeights, fast_form
from pantoum.kernels import (
    FedWeights,
    ReadoutWeights,
    SymbolProducts,
    attend_all_steps,
    attend_then_update,
    recurrent_layer,
    update_then_attend,
)
from pantoum.layers import in_segments, worth_segments
from pantoum.models.decoder import Decoder
from pantoum.models.decoder_state import DecoderState, StepDropout, StepOutput
from pantoum.models.output import OutputFeatures
from pantoum.shapes import check_numbers


class DecoderForms(NamedTuple):
    """The fast forms of a decoder's cells, and of its attention if it has one."""

    cells: tuple[CellForm, ...]
    score: ScoreForm | None


# How the steps of a pass are run: the decoder, its forms, the embedded symbols, the state before
# the first step and the pass's dropout.
Run = Callable[
    [Decoder, Any, Tensor, DecoderState, StepDropout], tuple[OutputFeatures, DecoderState]
]


def teacher_force(
    decoder: Decoder, targets: Int[Tensor, "batch target"], state: DecoderState
) -> OutputFeatures:
    """All steps of a decoder that reads `targets`, <s> first: what the output distribution reads to
    tell the symbol after each of them, with dropout on it.

    As whole sequences where all of the decoder's blocks have fast forms, and in segments if it is
    to recompute.

    Raises: TypeError and ValueError for symbols of another shape, type or device.
    """
    rows = state.cells[0][0]
    check_numbers(decoder, "targets", targets, rows, rows.shape[0], "target")
    symbols = decoder.dropout(decoder.embedding(targets))
    output = run_decoder(decoder, symbols, state)
    return output._replace(readout=decoder.dropout(output.readout))


def teacher_forced_log_probabilities(
    decoder: Decoder, targets: Int[Tensor, "batch target"], state: DecoderState
) -> tuple[Float[Tensor, "batch target vocabulary"], Float[Tensor, "batch target source"] | None]:
    """log P of the symbol after each of `targets`, and the attention weights."""
    features = teacher_force(decoder, targets, state)
    return decoder.output.log_probabilities(features, state.output), features.weights


def forms_of(decoder: Decoder) -> DecoderForms | None:
    """The fast forms of all of a decoder's blocks; None if one has none, or none are wanted."""
    if not decoder.fast:
        return None
    cells = [fast_form(cell) for cell in decoder.cells]
    score = None if decoder.attention is None else fast_score(decoder.attention)
    if None in cells or (decoder.attention is not None and score is None):
        return None
    return DecoderForms(tuple(form for form in cells if form is not None), score)


def run_decoder(
    decoder: Decoder, symbols: Float[Tensor, "batch target embedding"], state: DecoderState
) -> OutputFeatures:
    """All steps on embedded symbols."""
    dropout = decoder.draw_dropout(symbols)
    forms = forms_of(decoder)
    run = _choose_run(decoder, symbols, forms)
    time = symbols.shape[1]
    segment = decoder.recompute
    if not worth_segments(time, segment):
        return run(decoder, forms, symbols, state, dropout)[0]
    parts = symbols.split(segment, dim=1)

    def run_segment(start: int, end: int, state: Any) -> tuple[OutputFeatures, DecoderState]:
        part = parts[start // segment]
        return run(decoder, forms, part, state, dropout.part(start, end))

    outputs, _ = in_segments(run_segment, state, time, segment)
    readouts, weights = zip(*outputs, strict=True)
    return OutputFeatures(torch.cat(readouts, dim=1), _joined(weights, torch.cat))


def _choose_run(decoder: Decoder, symbols: Tensor, forms: DecoderForms | None) -> Run:
    """How the steps are run; all ways give the same."""
    # A deep decoder whose top layer feeds its first has no whole-sequence form; nor do kernels know
    # mixed precision.
    fed_and_deep = decoder.input_feeding and len(decoder.cells) > 1
    if forms is None or fed_and_deep or torch.is_autocast_enabled(symbols.device.type):
        return unroll_decoder
    if not decoder.input_feeding:
        return _run_unfed
    return _run_fed_context if decoder.attend_then_update else _run_fed_readout


def unroll_decoder(
    decoder: Decoder,
    forms: DecoderForms | None,
    symbols: Float[Tensor, "batch target embedding"],
    state: DecoderState,
    dropout: StepDropout,
) -> tuple[OutputFeatures, DecoderState]:
    """The reference: one step after the other, as `Decoder.step` takes them."""
    outputs = []
    readouts = []
    for step in range(symbols.shape[1]):
        output, state = decoder.advance(symbols[:, step], state, dropout, step)
        outputs.append(output)
        if state.feed is not None:
            readouts.append(decoder.read(symbols[:, step], output))
            state = state._replace(feed=readouts[-1])
    hidden, context, weights = (_joined(parts, torch.stack) for parts in zip(*outputs, strict=True))
    if readouts:
        return OutputFeatures(torch.stack(readouts, dim=1), weights), state
    assert hidden is not None
    readout = decoder.read(symbols, StepOutput(hidden, context, weights))
    return OutputFeatures(readout, weights), state


def _run_unfed(
    decoder: Decoder,
    forms: DecoderForms,
    symbols: Tensor,
    state: DecoderState,
    dropout: StepDropout,
) -> tuple[OutputFeatures, DecoderState]:
    """Attention, if there is any, feeds nothing: layer by layer, then all steps attend at once."""
    lengths = torch.full((len(symbols),), symbols.shape[1], device=symbols.device)
    hidden = own = symbols
    finals = []
    for index, form in enumerate(forms.cells):
        mask = dropout.between[index]
        read = hidden if mask is None else hidden * mask
        weights = _weights(form, dropout, index)
        own, final = recurrent_layer(form, read, lengths, state.cells[index], weights)
        hidden = own + hidden if decoder.residual and index else own
        finals.append(final)
    after = state._replace(cells=tuple(finals))
    if forms.score is None:
        return OutputFeatures(decoder.read(symbols, StepOutput(hidden)), None), after
    assert state.memory is not None
    querying = hidden
    if decoder.attend_then_update:  # with the top layer's own state, before the residual
        querying = torch.cat([state.cells[-1].hidden[:, None], own[:, :-1]], dim=1)
    context, attended = attend_all_steps(querying, state.memory, forms.score)
    readout = decoder.read(symbols, StepOutput(hidden, context))
    return OutputFeatures(readout, attended), after


def _run_fed_context(
    decoder: Decoder,
    forms: DecoderForms,
    symbols: Tensor,
    state: DecoderState,
    dropout: StepDropout,
) -> tuple[OutputFeatures, DecoderState]:
    assert forms.score is not None
    assert state.memory is not None
    (form,) = forms.cells
    (before,) = state.cells
    gates, weights = _symbol_gates(form, symbols, dropout)
    steps = attend_then_update(form, gates, before, weights, state.memory, forms.score)
    hidden, context, attended = (
        part.transpose(0, 1) for part in (steps.hidden, steps.context, steps.weights)
    )
    after = state._replace(cells=(type(before)(*steps.state),))
    return OutputFeatures(decoder.read(symbols, StepOutput(hidden, context)), attended), after


def _run_fed_readout(
    decoder: Decoder,
    forms: DecoderForms,
    symbols: Tensor,
    state: DecoderState,
    dropout: StepDropout,
) -> tuple[OutputFeatures, DecoderState]:
    assert decoder.attention is not None
    assert forms.score is not None
    assert state.memory is not None
    assert state.feed is not None
    (form,) = forms.cells
    (before,) = state.cells
    gates, weights = _symbol_gates(form, symbols, dropout)
    sizes = [form.weights.weight_hh.shape[1], decoder.attention.annotation_size, symbols.shape[2]]
    of_hidden, of_context, readout_of_symbol = decoder.readout.weight.split(sizes, dim=1)  # type: ignore[arg-type]
    read = F.linear(symbols.transpose(0, 1), readout_of_symbol, decoder.readout.bias)
    products = SymbolProducts(gates, read, state.feed)
    readout = ReadoutWeights(of_hidden, of_context)
    steps = update_then_attend(form, products, before, weights, readout, state.memory, forms.score)
    after = state._replace(cells=(type(before)(*steps.state),), feed=steps.readout[-1])
    output = OutputFeatures(steps.readout.transpose(0, 1), steps.weights.transpose(0, 1))
    return output, after


def _symbol_gates(
    form: CellForm, symbols: Tensor, dropout: StepDropout
) -> tuple[Float[Tensor, "target batch gates"], FedWeights]:
    """The symbols' share of the first cell's gates, and its weights for all else."""
    weights = _weights(form, dropout, 0)
    embedding = symbols.shape[2]
    fed = weights.weight_ih.shape[1] - embedding
    of_symbol, of_fed = weights.weight_ih.split([embedding, fed], dim=1)
    gates = F.linear(symbols.transpose(0, 1), of_symbol, form.weights.bias_ih)
    return gates, FedWeights(weights.weight_hh, weights.bias_hh, of_fed)


def _weights(form: CellForm, dropout: StepDropout, index: int) -> CellWeights:
    dropped = dropout.recurrent[index]
    return form.weights if dropped is None else form.weights._replace(weight_hh=dropped)


def _joined(parts: Sequence[Tensor | None], join: Callable[..., Tensor]) -> Tensor | None:
    """The parts along the axis after the batch, if there are any."""
    tensors = [part for part in parts if part is not None]
    return join(tensors, dim=1) if tensors else None
