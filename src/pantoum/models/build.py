"""From settings to modules."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from torch import nn

from pantoum.attention import (
    AdditiveAttention,
    Attention,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
)
from pantoum.cells import GRUCell, LSTMCell, RNNCell
from pantoum.config import ModelConfig
from pantoum.kernels import GRUSteps, LSTMSteps, RNNSteps, gru_kernel, lstm_kernel, rnn_kernel
from pantoum.layers import Bidirectional, Deep, Recurrent, SequenceDropout, gru, lstm, rnn
from pantoum.models.bridge import Bridge
from pantoum.models.decoder import Decoder
from pantoum.models.embedding import input_embedding, output_layer, unit_embedding
from pantoum.models.encoder import Encoder
from pantoum.models.seq2seq import Seq2Seq
from pantoum.models.settings import annotation_size, complete
from pantoum.models.teacher_forcing import DecoderKernels

T = TypeVar("T")

CELLS = {"lstm": LSTMCell, "gru": GRUCell, "rnn": RNNCell}
LAYERS = {"lstm": lstm, "gru": gru, "rnn": rnn}
KERNELS = {
    "lstm": DecoderKernels(lstm_kernel, LSTMSteps()),
    "gru": DecoderKernels(gru_kernel, GRUSteps()),
    "rnn": DecoderKernels(rnn_kernel, RNNSteps()),
}


def build(config: ModelConfig, source_size: int, target_size: int) -> Seq2Seq:
    """An encoder-decoder with fresh weights.

    Args:
        config: its settings; None stands for the default of `pantoum.models.settings.complete`.
        source_size: symbols of the input vocabulary.
        target_size: symbols of the output vocabulary.
    Raises: PantoumError for settings that cannot work together.
    """
    config = complete(config)
    encoder = build_encoder(config, source_size)
    return Seq2Seq(encoder, _decoder(config, encoder, target_size))


def build_encoder(config: ModelConfig, source_size: int) -> Encoder:
    """An encoder with fresh weights.

    Args:
        config: with sizes, layers and dropout set.
    """
    embedding = _set(config.embedding)
    return Encoder(
        input_embedding(source_size, embedding),
        build_layers(config, embedding),
        sequence_dropout(config),
    )


def build_layers(config: ModelConfig, input_size: int) -> Deep:
    """The recurrent layers that read vectors of `input_size`, with fresh weights.

    Args:
        config: with sizes, layers and dropout set.
    """
    layers, size = [], input_size
    for _ in range(_set(config.layers)):
        layers.append(_layer(config, size, _set(config.hidden)))
        size = layers[-1].output_size
    return Deep(layers, _set(config.dropout), _set(config.variational_dropout), config.residual)


def sequence_dropout(config: ModelConfig) -> SequenceDropout:
    """Dropout as the settings want it."""
    return SequenceDropout(_set(config.dropout), _set(config.variational_dropout))


def _layer(config: ModelConfig, input_size: int, hidden: int) -> Recurrent | Bidirectional:
    make = partial(
        LAYERS[config.cell], input_size, hidden, config.recurrent_dropout, config.recompute
    )
    return Bidirectional(make(), make()) if config.bidirectional else make()


def _decoder(config: ModelConfig, encoder: Encoder, target_size: int) -> Decoder:
    hidden, embedding = _set(config.decoder_hidden), _set(config.embedding)
    context = 0 if config.attention == "none" else encoder.annotation_size
    previous = config.attention_query == "previous"
    fed = (context if previous else embedding) if context and config.input_feeding else 0
    make = CELLS[_set(config.decoder_cell)]
    cells = [
        make(hidden if layer else embedding + fed, hidden)
        for layer in range(_set(config.decoder_layers))
    ]
    symbols = unit_embedding(target_size, embedding)
    output = output_layer(symbols, config.tie_embeddings)
    readout = nn.Linear(hidden + context + embedding, embedding)
    nn.init.xavier_uniform_(readout.weight)
    return Decoder(
        symbols,
        cells,
        Bridge(encoder_state_sizes(config), cells),
        _attention(config),
        readout,
        output,
        query_previous=previous,
        input_feeding=config.input_feeding,
        residual=config.residual,
        dropout=sequence_dropout(config),
        recurrent_dropout=config.recurrent_dropout,
        kernels=KERNELS[_set(config.decoder_cell)],
        recompute=config.recompute,
    )


def encoder_state_sizes(config: ModelConfig) -> list[int]:
    """Size of each encoder layer's whole last state."""
    return [annotation_size(config) * len(CELLS[config.cell].state_type._fields)] * _set(
        config.layers
    )


def _attention(config: ModelConfig) -> Attention | None:
    query, annotation, inner = (
        _set(config.decoder_hidden),
        annotation_size(config),
        _set(config.attention_size),
    )
    match config.attention:
        case "none":
            return None
        case "additive":
            return AdditiveAttention(query, annotation, inner)
        case "concat":
            return ConcatAttention(query, annotation, inner)
        case "general":
            return GeneralAttention(query, annotation)
        case "dot":
            return DotAttention(query, annotation)


def _set(value: T | None) -> T:
    """A setting that `complete` has filled."""
    assert value is not None
    return value
