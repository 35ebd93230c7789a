"""What a run chooses by the size of its data: sizes, dropout, epochs and batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pantoum.config import Config, ModelConfig, TrainingConfig, by_name

# Settings that a note names when they were chosen by size.
CHOSEN = (
    *("model.embedding", "model.hidden", "model.dropout"),
    *("training.epochs", "training.batch_tokens", "training.patience"),
)


class Size(NamedTuple):
    """Settings for up to so many training examples; `rows` of them share a batch."""

    examples: float
    embedding: int
    hidden: int
    dropout: float
    epochs: int
    rows: int


def size_for(sizes: Sequence[Size], examples: int) -> Size:
    """The first of the sizes, which rise, that so many examples fit into."""
    return next(size for size in sizes if examples <= size.examples)


def cells(size: Size, sides: Sequence[np.ndarray]) -> int:
    """A budget that holds `size.rows` rows of mean length; a row that is longer has a batch of its
    own.

    Args:
        sides: the lengths of the rows [rows], of inputs alone, or of inputs and outputs.
    """
    return int(np.ceil(size.rows * np.sum(sides, axis=0).mean()))


def fill_model(config: ModelConfig, size: Size) -> ModelConfig:
    """The settings of the model with those chosen by size that are open."""
    return replace(
        config,
        embedding=config.embedding or size.embedding,
        hidden=config.hidden or size.hidden,
        dropout=size.dropout if config.dropout is None else config.dropout,
    )


def fill_training(
    config: TrainingConfig,
    size: Size,
    *,
    batch_tokens: int,
    learning_rate: float,
    label_smoothing: float,
) -> TrainingConfig:
    """The settings of training with those that are open chosen by size, or as they are given here.

    Args:
        batch_tokens: cells of a batch of `size.rows` rows.
    """
    epochs = config.epochs or size.epochs
    return replace(
        config,
        epochs=epochs,
        batch_tokens=config.batch_tokens or batch_tokens,
        # The decay earns much of the last gain, so waiting ends early only where a run has clearly
        # stopped gaining.
        patience=max(5, epochs // 2) if config.patience is None else config.patience,
        learning_rate=config.learning_rate or learning_rate,
        label_smoothing=label_smoothing
        if config.label_smoothing is None
        else config.label_smoothing,
    )


def chosen_note(before: Config, after: Config) -> list[str]:
    """A note on what the size of the data decided, if anything was left open."""
    given, chosen = by_name(before), by_name(after)
    found = [f"{name} {chosen[name]}" for name in CHOSEN if given[name] is None]
    return [f"chosen by the size of the data: {', '.join(found)}"] if found else []
