"""What a run chooses where a person has left a setting open: by the task, and by the size of the
data.
"""

from __future__ import annotations

from typing import NamedTuple

from pantoum.config.names import TaskName


class SizeDefaults(NamedTuple):
    """Settings for up to so many training examples; a batch has room for `rows` of mean length."""

    examples: float
    embedding: int
    hidden: int
    dropout: float
    epochs: int
    rows: int


class ModelDefaults(NamedTuple):
    """Settings of a model that is built by itself, without data to choose by."""

    embedding: int
    hidden: int
    dropout: float
    layers: int
    variational_dropout: bool


class TaskDefaults(NamedTuple):
    """The defaults of one task; `sizes` rise."""

    model: ModelDefaults
    sizes: tuple[SizeDefaults, ...]
    learning_rate: float
    label_smoothing: float

    def for_examples(self, examples: int) -> SizeDefaults:
        """The first of the sizes for at least so many examples."""
        return next(size for size in self.sizes if examples <= size.examples)


INFINITE = float("inf")
PLAIN = ModelDefaults(embedding=128, hidden=256, dropout=0.4, layers=1, variational_dropout=False)

DEFAULTS: dict[TaskName, TaskDefaults] = {
    # Examples are pairs. The first two were found by measurement, the last one was measured once:
    # docs/design/0014.
    "seq2seq": TaskDefaults(
        model=PLAIN,
        sizes=(
            SizeDefaults(1_500, embedding=128, hidden=256, dropout=0.4, epochs=40, rows=8),
            SizeDefaults(15_000, embedding=128, hidden=256, dropout=0.4, epochs=20, rows=32),
            SizeDefaults(60_000, embedding=256, hidden=256, dropout=0.3, epochs=15, rows=64),
            SizeDefaults(INFINITE, embedding=256, hidden=384, dropout=0.3, epochs=12, rows=64),
        ),
        learning_rate=0.004,
        label_smoothing=0.1,
    ),
    # Examples are texts. All but the last were found by measurement: docs/design/0022.
    "classifier": TaskDefaults(
        model=PLAIN,
        sizes=(
            SizeDefaults(1_500, embedding=64, hidden=64, dropout=0.4, epochs=40, rows=8),
            SizeDefaults(15_000, embedding=128, hidden=128, dropout=0.4, epochs=20, rows=16),
            SizeDefaults(INFINITE, embedding=128, hidden=128, dropout=0.3, epochs=10, rows=32),
        ),
        learning_rate=0.002,
        label_smoothing=0.0,
    ),
    # Examples are symbols; a row is a stream. All but the last were found by measurement:
    # docs/design/0022.
    "language_model": TaskDefaults(
        model=PLAIN,
        sizes=(
            SizeDefaults(20_000, embedding=64, hidden=128, dropout=0.4, epochs=50, rows=4),
            SizeDefaults(100_000, embedding=128, hidden=256, dropout=0.4, epochs=30, rows=8),
            SizeDefaults(1_000_000, embedding=128, hidden=256, dropout=0.3, epochs=15, rows=16),
            SizeDefaults(INFINITE, embedding=256, hidden=512, dropout=0.2, epochs=10, rows=32),
        ),
        learning_rate=0.004,
        label_smoothing=0.0,
    ),
    # Examples are sentences.
    "tagger": TaskDefaults(
        model=ModelDefaults(
            embedding=100, hidden=160, dropout=0.45, layers=2, variational_dropout=True
        ),
        sizes=(
            SizeDefaults(6_000, embedding=100, hidden=160, dropout=0.45, epochs=20, rows=16),
            SizeDefaults(INFINITE, embedding=100, hidden=160, dropout=0.45, epochs=10, rows=32),
        ),
        learning_rate=0.003,
        label_smoothing=0.0,
    ),
}
