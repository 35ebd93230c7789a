"""What a run on pairs chooses by itself: sizes, dropout, epochs and batches."""

from __future__ import annotations

from dataclasses import replace

from pantoum.config import Config
from pantoum.data import Corpus
from pantoum.models import complete
from pantoum.tasks.checks import check
from pantoum.tasks.sizes import Size, cells, fill_model, fill_training, size_for

# The first two were found by measurement, the last one was measured once: docs/design/0014.
SIZES = (
    Size(examples=1_500, embedding=128, hidden=256, dropout=0.4, epochs=40, rows=8),
    Size(examples=15_000, embedding=128, hidden=256, dropout=0.4, epochs=20, rows=32),
    Size(examples=60_000, embedding=256, hidden=256, dropout=0.3, epochs=15, rows=64),
    Size(examples=float("inf"), embedding=256, hidden=384, dropout=0.3, epochs=12, rows=64),
)
LEARNING_RATE, LABEL_SMOOTHING = 0.004, 0.1


def choose(config: Config, corpus: Corpus) -> Config:
    """The configuration with every open setting of model and training chosen for this training
    corpus.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check(config)
    size = size_for(SIZES, len(corpus.source))
    training = fill_training(
        config.training,
        size,
        batch_tokens=cells(size, corpus.sides),
        learning_rate=LEARNING_RATE,
        label_smoothing=LABEL_SMOOTHING,
    )
    return replace(config, model=complete(fill_model(config.model, size)), training=training)
