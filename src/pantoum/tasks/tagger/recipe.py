"""What a run of a tagger chooses by itself: sizes, dropout, epochs and batches."""

from __future__ import annotations

from dataclasses import replace

from pantoum.config import Config
from pantoum.data import SentenceCorpus
from pantoum.models import complete_tagger
from pantoum.tasks.checks import check
from pantoum.tasks.sizes import Size, cells, fill_model, fill_training, size_for

SIZES = (
    Size(examples=6_000, embedding=100, hidden=160, dropout=0.45, epochs=20, rows=16),
    Size(examples=float("inf"), embedding=100, hidden=160, dropout=0.45, epochs=10, rows=32),
)
LEARNING_RATE, LABEL_SMOOTHING = 0.003, 0.0


def choose(config: Config, corpus: SentenceCorpus) -> Config:
    """The configuration with every open setting of model and training chosen for this training
    corpus.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check(config)
    size = size_for(SIZES, len(corpus))
    training = fill_training(
        config.training,
        size,
        batch_tokens=cells(size, [corpus.lengths]),
        learning_rate=LEARNING_RATE,
        label_smoothing=LABEL_SMOOTHING,
    )
    return replace(
        config,
        model=complete_tagger(fill_model(config.model, size), config.tagger),
        training=training,
    )
