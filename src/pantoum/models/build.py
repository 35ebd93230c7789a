"""From settings to an encoder-decoder, a classifier or a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from pantoum.attention import ATTENTIONS, Attention
from pantoum.cells import CELLS
from pantoum.config import (
    ClassifierConfig,
    ModelConfig,
    PoolingName,
    ResolvedModelConfig,
    resolve_model,
    validate_section,
)
from pantoum.layers import (
    AttentionPooling,
    Bidirectional,
    Deep,
    LastPooling,
    MaxPooling,
    MeanPooling,
    Recurrent,
    SequenceDropout,
)
from pantoum.models.bridge import Bridge
from pantoum.models.classifier import Classifier
from pantoum.models.copying import CopyOutput
from pantoum.models.decoder import Decoder
from pantoum.models.embedding import input_embedding, output_layer, unit_embedding
from pantoum.models.encoder import Encoder
from pantoum.models.language_model import LanguageModel
from pantoum.models.output import SoftmaxOutput
from pantoum.models.seq2seq import Seq2Seq


def build(
    config: ModelConfig,
    source_size: int,
    target_size: int,
    copied_as: Sequence[int] | None = None,
) -> Seq2Seq:
    """An encoder-decoder with fresh weights.

    Args:
        config: its settings; None stands for a default of `pantoum.config.resolve_model`.
        source_size: symbols of the input vocabulary.
        target_size: symbols of the output vocabulary.
        copied_as: for each input symbol, the output symbol of the same text; for a model that
            copies.
    Raises: PantoumError for settings that cannot work together.
    """
    resolved = resolve_model(config)
    encoder = build_encoder(resolved, source_size)
    return Seq2Seq(encoder, _decoder(resolved, encoder, target_size, copied_as))


def build_encoder(config: ResolvedModelConfig, source_size: int) -> Encoder:
    """An encoder with fresh weights."""
    return Encoder(
        input_embedding(source_size, config.embedding),
        build_layers(config, config.embedding),
        sequence_dropout(config),
    )


def build_layers(config: ResolvedModelConfig, input_size: int) -> Deep:
    """The recurrent layers that read vectors of `input_size`, with fresh weights."""
    layers = []
    size = input_size
    for _ in range(config.layers):
        layers.append(_layer(config, size, config.hidden))
        size = layers[-1].output_size
    return Deep(layers, config.dropout, config.variational_dropout, config.residual)


def sequence_dropout(config: ResolvedModelConfig) -> SequenceDropout:
    """Dropout as the settings want it."""
    return SequenceDropout(config.dropout, config.variational_dropout)


def recurrent(
    cell: str, input_size: int, hidden: int, dropout: float = 0.0, recompute: int = 0
) -> Recurrent:
    """A layer of the cell of that name with fresh weights; see `pantoum.cells.CELLS`."""
    return Recurrent(CELLS[cell](input_size, hidden), dropout, recompute)


def _layer(config: ResolvedModelConfig, input_size: int, hidden: int) -> Recurrent | Bidirectional:
    settings = (config.cell, input_size, hidden, config.recurrent_dropout, config.recompute)
    if config.bidirectional:
        return Bidirectional(recurrent(*settings), recurrent(*settings))
    return recurrent(*settings)


def _decoder(
    config: ResolvedModelConfig,
    encoder: Encoder,
    target_size: int,
    copied_as: Sequence[int] | None,
) -> Decoder:
    hidden = config.decoder_hidden
    embedding = config.embedding
    context = 0 if config.attention == "none" else encoder.annotation_size
    attend_then_update = config.attention_order == "attend_then_update"
    fed = 0
    if context and config.input_feeding:
        fed = context if attend_then_update else embedding
    make = CELLS[config.decoder_cell]
    cells = [
        make(hidden if layer else embedding + fed, hidden) for layer in range(config.decoder_layers)
    ]
    symbols = unit_embedding(target_size, embedding)
    vocabulary = output_layer(symbols, config.tie_embeddings)
    readout = nn.Linear(hidden + context + embedding, embedding)
    nn.init.xavier_uniform_(readout.weight)
    output = _copy_output(vocabulary, copied_as) if config.copy else vocabulary
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


def _copy_output(vocabulary: SoftmaxOutput, copied_as: Sequence[int] | None) -> CopyOutput:
    if copied_as is None:
        raise ValueError("a model that copies needs to know what its input symbols are copied as")
    return CopyOutput(vocabulary, torch.tensor(copied_as, dtype=torch.long))


def encoder_state_sizes(config: ResolvedModelConfig) -> list[int]:
    """Size of each encoder layer's whole last state."""
    cell: Any = CELLS[config.cell]
    return [config.annotation_size * len(cell.state_type._fields)] * config.layers


def _attention(config: ResolvedModelConfig) -> Attention | None:
    if config.attention == "none":
        return None
    make = ATTENTIONS[config.attention]
    return make(config.decoder_hidden, config.annotation_size, config.attention_size)


def build_classifier(
    model: ModelConfig, classifier: ClassifierConfig, source_size: int, labels: int
) -> Classifier:
    """A classifier with fresh weights.

    Args:
        model: cell, sizes, layers and dropout; None stands for a default of
            `pantoum.config.resolve_model`.
        classifier: how states become one vector.
        source_size: symbols of the input vocabulary.
        labels: how many labels there are.
    Raises: PantoumError for settings that cannot work.
    """
    validate_section(classifier, "classifier.")
    resolved = resolve_model(model, "classifier")
    encoder = build_encoder(resolved, source_size)
    output = nn.Linear(encoder.annotation_size, labels)
    nn.init.xavier_uniform_(output.weight)
    nn.init.zeros_(output.bias)
    pooling = _pooling(classifier.pooling, resolved.hidden, encoder.annotation_size)
    return Classifier(encoder, pooling, output, sequence_dropout(resolved))


def _pooling(name: PoolingName, forward_size: int, size: int) -> nn.Module:
    match name:
        case "last":
            return LastPooling(forward_size, size)
        case "mean":
            return MeanPooling(size)
        case "max":
            return MaxPooling(size)
        case "attention":
            return AttentionPooling(size, forward_size)


def build_language_model(config: ModelConfig, symbols: int) -> LanguageModel:
    """A language model with fresh weights.

    Args:
        config: cell, sizes, layers, tying and dropout; None stands for a default of
            `pantoum.config.resolve_model`.
        symbols: of the vocabulary.
    Raises: PantoumError for settings that cannot work.
    """
    resolved = resolve_model(config, "language_model")
    embedding = unit_embedding(symbols, resolved.embedding)
    layers = build_layers(resolved, resolved.embedding)
    readout = nn.Linear(layers.output_size, resolved.embedding)
    nn.init.xavier_uniform_(readout.weight)
    nn.init.zeros_(readout.bias)
    output = output_layer(embedding, resolved.tie_embeddings)
    return LanguageModel(embedding, layers, readout, output, sequence_dropout(resolved))
