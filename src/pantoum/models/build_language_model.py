"""From settings to a language model."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from pantoum.config import ModelConfig
from pantoum.models.build import build_layers, sequence_dropout
from pantoum.models.embedding import output_layer, unit_embedding
from pantoum.models.language_model import LanguageModel
from pantoum.models.settings import complete_encoder


def build_language_model(config: ModelConfig, symbols: int) -> LanguageModel:
    """A language model with fresh weights.

    Args:
        config: cell, sizes, layers, tying and dropout; None stands for the default of
            `complete_language_model`.
        symbols: of the vocabulary.
    Raises: PantoumError for settings that cannot work.
    """
    config = complete_language_model(config)
    embedding = unit_embedding(symbols, config.embedding or 1)
    layers = build_layers(config, config.embedding or 1)
    readout = nn.Linear(layers.output_size, config.embedding or 1)
    nn.init.xavier_uniform_(readout.weight)
    nn.init.zeros_(readout.bias)
    output = output_layer(embedding, config.tie_embeddings)
    return LanguageModel(embedding, layers, readout, output, sequence_dropout(config))


def complete_language_model(config: ModelConfig) -> ModelConfig:
    """The model's settings with every None that a language model reads replaced by what it stands
    for, checked.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    return replace(
        complete_encoder(config), bidirectional=False
    )  # it must not read what it is to tell
