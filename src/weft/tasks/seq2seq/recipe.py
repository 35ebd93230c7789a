"""What a run chooses by itself from the data: sizes, dropout, epochs and batches."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from weft.config import Config, ModelConfig, TrainingConfig
from weft.data import Corpus
from weft.models import complete
from weft.tasks.checks import check


class Size(NamedTuple):
    """Settings for up to so many training pairs."""

    pairs: float
    embedding: int
    hidden: int
    dropout: float
    epochs: int
    rows: int


# The first two were found by measurement, the others are not measured yet: docs/design/0014.
SIZES = (
    Size(pairs=1_500, embedding=128, hidden=256, dropout=0.4, epochs=60, rows=8),
    Size(pairs=15_000, embedding=128, hidden=256, dropout=0.4, epochs=30, rows=32),
    Size(pairs=60_000, embedding=256, hidden=256, dropout=0.3, epochs=15, rows=64),
    Size(pairs=float("inf"), embedding=256, hidden=384, dropout=0.3, epochs=12, rows=64),
)


def choose(config: Config, corpus: Corpus) -> Config:
    """The configuration with every open setting of model and training chosen for this training corpus.

    Raises: WeftError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check(config)
    size = next(size for size in SIZES if len(corpus.source) <= size.pairs)
    return replace(config, model=_model(config.model, size), training=_training(config.training, size, corpus))


def _model(config: ModelConfig, size: Size) -> ModelConfig:
    return complete(
        replace(
            config,
            embedding=config.embedding or size.embedding,
            hidden=config.hidden or size.hidden,
            dropout=size.dropout if config.dropout is None else config.dropout,
        )
    )


def _training(config: TrainingConfig, size: Size, corpus: Corpus) -> TrainingConfig:
    epochs = config.epochs or size.epochs
    return replace(
        config,
        epochs=epochs,
        batch_tokens=config.batch_tokens or _batch_tokens(corpus, size.rows),
        # The decay earns much of the last gain, so waiting ends early only where a run has clearly stopped gaining.
        patience=max(5, epochs // 2) if config.patience is None else config.patience,
    )


def _batch_tokens(corpus: Corpus, rows: int) -> int:
    """A budget that holds `rows` rows of mean length; a row that is longer has a batch of its own."""
    lengths = corpus.source.lengths + (corpus.target.lengths if corpus.target is not None else 0)
    return int(np.ceil(rows * lengths.mean()))
