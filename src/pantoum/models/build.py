"""From settings to modules."""

from __future__ import annotations

from typing import Any, TypeVar

from torch import nn

from pantoum.attention import ATTENTIONS, Attention
from pantoum.cells import CELLS
from pantoum.config import ModelConfig
from pantoum.layers import Bidirectional, Deep, Recurrent, SequenceDropout
from pantoum.models.bridge import Bridge
from pantoum.models.decoder import Decoder
from pantoum.models.embedding import input_embedding, output_layer, unit_embedding
from pantoum.models.encoder import Encoder
from pantoum.models.seq2seq import Seq2Seq
from pantoum.models.settings import annotation_size, complete

T = TypeVar("T")


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


def recurrent(
    cell: str, input_size: int, hidden: int, dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A layer of the cell of that name with fresh weights; see `pantoum.cells.CELLS`."""
    return Recurrent(CELLS[cell](input_size, hidden), dropout, recompute)


def _layer(config: ModelConfig, input_size: int, hidden: int) -> Recurrent | Bidirectional:
    settings = (config.cell, input_size, hidden, config.recurrent_dropout, config.recompute)
    if config.bidirectional:
        return Bidirectional(recurrent(*settings), recurrent(*settings))
    return recurrent(*settings)


def _decoder(config: ModelConfig, encoder: Encoder, target_size: int) -> Decoder:
    hidden = _set(config.decoder_hidden)
    embedding = _set(config.embedding)
    context = 0 if config.attention == "none" else encoder.annotation_size
    attend_then_update = config.attention_order == "attend_then_update"
    fed = 0
    if context and config.input_feeding:
        fed = context if attend_then_update else embedding
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
        attend_then_update=attend_then_update,
        input_feeding=config.input_feeding,
        residual=config.residual,
        dropout=sequence_dropout(config),
        recurrent_dropout=config.recurrent_dropout,
        recompute=config.recompute,
    )


def encoder_state_sizes(config: ModelConfig) -> list[int]:
    """Size of each encoder layer's whole last state."""
    cell: Any = CELLS[config.cell]
    return [annotation_size(config) * len(cell.state_type._fields)] * _set(config.layers)


def _attention(config: ModelConfig) -> Attention | None:
    if config.attention == "none":
        return None
    make = ATTENTIONS[config.attention]
    return make(_set(config.decoder_hidden), annotation_size(config), _set(config.attention_size))


def _set(value: T | None) -> T:
    """A setting that `complete` has filled."""
    assert value is not None
    return value
