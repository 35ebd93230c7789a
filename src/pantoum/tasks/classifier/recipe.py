"""What a run of a classifier chooses by itself: sizes, dropout, epochs and batches."""

from __future__ import annotations

from dataclasses import replace

from pantoum.config import Config
from pantoum.data import LabelledCorpus
from pantoum.models import complete_classifier
from pantoum.tasks.checks import check
from pantoum.tasks.sizes import Size, cells, fill_model, fill_training, size_for

# All but the last were found by measurement: docs/design/0022.
SIZES = (
    Size(examples=1_500, embedding=64, hidden=64, dropout=0.4, epochs=40, rows=8),
    Size(examples=15_000, embedding=128, hidden=128, dropout=0.4, epochs=20, rows=16),
    Size(examples=float("inf"), embedding=128, hidden=128, dropout=0.3, epochs=10, rows=32),
)
LEARNING_RATE, LABEL_SMOOTHING = 0.002, 0.0


def choose(config: Config, corpus: LabelledCorpus) -> Config:
    """The configuration with every open setting of model and training chosen for this training
    corpus.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check(config)
    size = size_for(SIZES, len(corpus))
    training = fill_training(
        config.training,
        size,
        batch_tokens=cells(size, [corpus.source.lengths]),
        learning_rate=LEARNING_RATE,
        label_smoothing=LABEL_SMOOTHING,
    )
    model = complete_classifier(fill_model(config.model, size), config.classifier)
    return replace(config, model=model, training=training)
