"""From a decoder to its inference form."""

from __future__ import annotations

import torch
from torch import Tensor

from pantoum.attention import Attention, ScoreForm
from pantoum.cells import CellForm
from pantoum.models.decoder import Decoder
from pantoum.models.inference_form.attention import InferenceAttention
from pantoum.models.inference_form.decoder import (
    Copying,
    InferenceDecoder,
    InferenceParts,
    Layer,
    OutputLayer,
    SymbolProducts,
)
from pantoum.models.inference_form.float32_linear import Float32Linear
from pantoum.models.inference_form.linear import Int8Linear, MakeLinear
from pantoum.models.output import OutputForm
from pantoum.models.teacher_forcing import DecoderForms


@torch.no_grad()
def build_inference_decoder(
    decoder: Decoder, forms: DecoderForms, output: OutputForm, *, int8: bool
) -> InferenceDecoder:
    """The inference decoder with the present weights.

    Args:
        forms: of its cells and its attention; see `pantoum.models.teacher_forcing.forms_of`.
        output: of its output distribution; see `pantoum.models.output.fast_output`.
        int8: keep weights in 8 bits.
    Raises: PantoumError for weights of 8 bits on a machine that cannot multiply with them.
    """
    make: MakeLinear = Int8Linear if int8 else Float32Linear
    form = forms.cells[0]
    size = forms.cells[-1].weights.weight_hh.shape[1]
    embedding = decoder.embedding.embedding_dim
    weight_ih = form.scaled_input(form.weights.weight_ih)
    of_symbol, of_fed = weight_ih.tensor_split([embedding], dim=1)
    # The readout is a tanh: its rows are doubled as those of cells are.
    whole = 2 * decoder.readout.weight
    of_hidden, of_context, read = whole.tensor_split([size, whole.shape[1] - embedding], dim=1)
    feeds_context = decoder.input_feeding and decoder.attend_then_update
    query = None if forms.score is None else forms.score.query
    query_with_state = decoder.attend_then_update and len(forms.cells) == 1 and query is not None
    attention = None
    if decoder.attention is not None and forms.score is not None:
        reached = torch.cat([of_fed, of_context]) if feeds_context else of_context
        attention = _attention(decoder.attention, forms.score, reached, make)
    bias_ih = form.scaled_input(form.weights.bias_ih)
    return InferenceDecoder(
        InferenceParts(
            bridge=decoder.bridge,
            bridge_products=tuple(
                Float32Linear(one.weight.detach(), one.bias.detach())  # type: ignore[arg-type,union-attr]
                for one in decoder.bridge.projections
            ),
            symbols=SymbolProducts(
                decoder.embedding.weight.detach(),
                torch.cat([of_symbol, read]),
                torch.cat([bias_ih, 2 * decoder.readout.bias]),
            ),
            gates=len(of_symbol),
            layers=_layers(forms, query if query_with_state else None, make),
            residual=decoder.residual,
            attention=attention,
            attend_then_update=decoder.attend_then_update,
            feeds_context=feeds_context,
            query_with_state=query_with_state,
            feed=make(of_fed) if decoder.input_feeding and not feeds_context else None,
            readout=make(of_hidden),
            readout_size=decoder.readout.out_features,
            output=OutputLayer(output, make(output.weight, output.bias), make),
            copying=_copying(output),
        )
    )


def _copying(output: OutputForm) -> Copying | None:
    if output.copying is None:
        return None
    weight, bias, copied_as = output.copying
    return Copying(Float32Linear(weight, bias), copied_as)


def _layers(forms: DecoderForms, query: Tensor | None, make: MakeLinear) -> tuple[Layer, ...]:
    """All layers; the first one's product with its state may have the query's behind it."""
    first, *upper = forms.cells
    recurrent = first.scaled_recurrent(first.weights.weight_hh)
    bias = first.scaled_recurrent(first.weights.bias_hh)
    if query is not None:
        recurrent = torch.cat([recurrent, query])
        bias = torch.cat([bias, bias.new_zeros(len(query))])
    return (
        Layer(first, None, make(recurrent, bias)),
        *(_upper_layer(form, make) for form in upper),
    )


def _upper_layer(form: CellForm, make: MakeLinear) -> Layer:
    weights = form.weights
    inputs = make(form.scaled_input(weights.weight_ih), form.scaled_input(weights.bias_ih))
    recurrent = make(
        form.scaled_recurrent(weights.weight_hh), form.scaled_recurrent(weights.bias_hh)
    )
    return Layer(form, inputs, recurrent)


def _attention(
    attention: Attention, score: ScoreForm, context: Tensor, make: MakeLinear
) -> InferenceAttention:
    query = None if score.query is None else make(score.query.detach())
    shared = Float32Linear(context)
    own = shared if make is Float32Linear else make(context)
    return InferenceAttention(attention, score, query, own, shared, len(context))
