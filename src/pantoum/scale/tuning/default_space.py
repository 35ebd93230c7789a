"""What a study varies where nobody says: a space for each kind of model, around its defaults."""

from __future__ import annotations

from collections.abc import Callable, Collection

from pantoum.config import ResolvedConfig, TaskName
from pantoum.config.starting import TAKEN
from pantoum.scale.tuning.space import Dimension

# How far from its default the learning rate goes down and up, and the size of a batch.
RATE_DOWN, RATE_UP = 4.0, 2.5
BATCH_FACTOR = 4
LEAST_BATCH = 16


def default_space(
    config: ResolvedConfig, given: Collection[str] = (), *, starts: bool = False
) -> tuple[Dimension, ...]:
    """The space of a kind of model.

    Args:
        config: what a training would use, whose values lie within the space.
        given: the full names of the settings that have one value for all trainings, which are left
            out.
        starts: whether models start from a trained one, which then decides sizes.
    """
    space = [*_common(config), *OF_TASK[config.task](config)]
    out = {*given, *(TAKEN if starts else ())}
    return tuple(one for one in space if one.name not in out)


def _common(config: ResolvedConfig) -> list[Dimension]:
    """The settings that count most for every kind of model."""
    rate = config.training.learning_rate
    batch = config.training.batch_tokens
    model = config.model
    return [
        Dimension("training.learning_rate", rate / RATE_DOWN, rate * RATE_UP, log=True),
        Dimension(
            "training.batch_tokens",
            min(batch, max(LEAST_BATCH, batch // BATCH_FACTOR)),
            batch * BATCH_FACTOR,
            log=True,
            whole=True,
        ),
        _around("model.dropout", model.dropout, 0.0, 0.6),
        _sizes("model.hidden", model.hidden),
        _sizes("model.embedding", model.embedding),
        Dimension("model.layers", 1, max(2, model.layers), step=1, whole=True),
    ]


def _of_seq2seq(config: ResolvedConfig) -> list[Dimension]:
    return [_around("training.label_smoothing", config.training.label_smoothing, 0.0, 0.2)]


def _of_tagger(config: ResolvedConfig) -> list[Dimension]:
    return [
        _sizes("tagger.character_hidden", config.tagger.character_hidden),
        _around("tagger.word_dropout", config.tagger.word_dropout, 0.0, 0.5),
    ]


def _of_classifier(config: ResolvedConfig) -> list[Dimension]:
    return [Dimension("classifier.pooling", choices=("attention", "max", "mean", "last"))]


def _of_language_model(config: ResolvedConfig) -> list[Dimension]:
    return [_sizes("language_model.steps", config.language_model.steps)]


OF_TASK: dict[TaskName, Callable[[ResolvedConfig], list[Dimension]]] = {
    "seq2seq": _of_seq2seq,
    "tagger": _of_tagger,
    "classifier": _of_classifier,
    "language_model": _of_language_model,
}


def _sizes(name: str, size: int) -> Dimension:
    """Half a size, the size itself and twice the size."""
    return Dimension(name, choices=tuple(dict.fromkeys((max(1, size // 2), size, 2 * size))))


def _around(name: str, value: float, low: float, high: float) -> Dimension:
    """A range that has the default in it."""
    return Dimension(name, min(low, value), max(high, value))
