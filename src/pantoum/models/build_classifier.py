"""From settings to a classifier."""

from __future__ import annotations

from torch import nn

from pantoum.config import (
    ClassifierConfig,
    ModelConfig,
    PoolingName,
    resolve_model,
    validate_section,
)
from pantoum.layers import AttentionPooling, LastPooling, MaxPooling, MeanPooling
from pantoum.models.build import build_encoder, sequence_dropout
from pantoum.models.classifier import Classifier


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
