"""From settings to a language model."""

from __future__ import annotations

from torch import nn

from pantoum.config import ModelConfig, resolve_model
from pantoum.models.build import build_layers, sequence_dropout
from pantoum.models.embedding import output_layer, unit_embedding
from pantoum.models.language_model import LanguageModel


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
