"""Small encoder-decoders put together by hand, of any cell and any attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS
from torch import nn

from pantoum.layers import Bidirectional, Deep, Recurrent, SequenceDropout
from pantoum.models import Bridge, Decoder, Encoder, LanguageModel, Seq2Seq, SoftmaxOutput

EMBEDDING = 5
HIDDEN = 6

MakeCell = Callable[[int, int], Any]
MakeAttention = Callable[[int, int], Any]


def seq2seq_of(
    cell: MakeCell,
    attention: MakeAttention | None,
    *,
    attend_first: bool = True,
    feeding: bool = True,
    layers: int = 1,
    fast: bool = True,
) -> Seq2Seq:
    """An encoder-decoder in float64 and in evaluation mode, of one kind of cell.

    Args:
        cell: ``cell(input_size, hidden_size)``.
        attention: ``attention(query_size, annotation_size)``, both of one size; None for none.
        attend_first: attend-then-update, otherwise update-then-attend.
        feeding: input feeding.
        layers: of the decoder.
        fast: compute with fast forms where all blocks have one.
    """
    half = HIDDEN // 2
    directions = (
        Recurrent(cell(EMBEDDING, half), fast=fast),
        Recurrent(cell(EMBEDDING, half), fast=fast),
    )
    none = SequenceDropout(0.0)
    encoder = Encoder(
        nn.Embedding(SOURCE_SYMBOLS, EMBEDDING), Deep([Bidirectional(*directions)]), none
    )
    context = HIDDEN if attention is not None else 0
    fed = (context if attend_first else EMBEDDING) if context and feeding else 0
    cells = [cell(HIDDEN if layer else EMBEDDING + fed, HIDDEN) for layer in range(layers)]
    parts = len(cells[0].state_type._fields)
    decoder = Decoder(
        nn.Embedding(TARGET_SYMBOLS, EMBEDDING),
        cells,
        Bridge([HIDDEN * parts], cells),
        None if attention is None else attention(HIDDEN, HIDDEN),
        nn.Linear(HIDDEN + context + EMBEDDING, EMBEDDING),
        SoftmaxOutput(EMBEDDING, TARGET_SYMBOLS),
        attend_then_update=attend_first,
        input_feeding=feeding,
        residual=False,
        dropout=none,
        recurrent_dropout=0.0,
        fast=fast,
    )
    return with_biases(Seq2Seq(encoder, decoder))


def language_model_of(cell: MakeCell, symbols: int) -> LanguageModel:
    """A language model of two layers, in float64 and in evaluation mode."""
    layers = Deep([Recurrent(cell(EMBEDDING, HIDDEN)), Recurrent(cell(HIDDEN, HIDDEN))])
    readout = nn.Linear(HIDDEN, EMBEDDING)
    output = SoftmaxOutput(EMBEDDING, symbols)
    embedding = nn.Embedding(symbols, EMBEDDING)
    return with_biases(LanguageModel(embedding, layers, readout, output, SequenceDropout(0.0)))


def with_biases(model: Any) -> Any:
    """Biases that are all 0 would hide mistakes."""
    model = model.double().eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "bias" in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return model
