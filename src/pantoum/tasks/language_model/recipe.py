"""What a run of a language model chooses by itself: sizes, dropout, epochs and batches."""

from __future__ import annotations

from dataclasses import replace

from pantoum.config import Config
from pantoum.data import TextCorpus
from pantoum.models import complete_language_model
from pantoum.tasks.checks import check
from pantoum.tasks.sizes import Size, fill_model, fill_training, size_for

# By the number of symbols; a row is a stream. All but the last were found by measurement:
# docs/design/0022.
SIZES = (
    Size(examples=20_000, embedding=64, hidden=128, dropout=0.4, epochs=50, rows=4),
    Size(examples=100_000, embedding=128, hidden=256, dropout=0.4, epochs=30, rows=8),
    Size(examples=1_000_000, embedding=128, hidden=256, dropout=0.3, epochs=15, rows=16),
    Size(examples=float("inf"), embedding=256, hidden=512, dropout=0.2, epochs=10, rows=32),
)
LEARNING_RATE, LABEL_SMOOTHING = 0.004, 0.0


def choose(config: Config, corpus: TextCorpus) -> Config:
    """The configuration with every open setting of model and training chosen for this training
    corpus.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check(config)
    size = size_for(SIZES, len(corpus.texts.values))
    training = fill_training(
        config.training,
        size,
        batch_tokens=size.rows * config.language_model.steps,
        learning_rate=LEARNING_RATE,
        label_smoothing=LABEL_SMOOTHING,
    )
    return replace(
        config, model=complete_language_model(fill_model(config.model, size)), training=training
    )
