"""The settings of a model that starts from a trained one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from pantoum.config.defaults import DEFAULTS
from pantoum.config.settings import Config, ResolvedConfig, by_name, config_from_dict
from pantoum.errors import PantoumError

# Settings that decide the shapes of weights, or what they were trained to mean.
TAKEN = (
    *("data.source_units", "data.target_units", "data.normalization", "data.feature_order"),
    *("model.cell", "model.decoder_cell", "model.embedding", "model.hidden"),
    *("model.decoder_hidden", "model.layers", "model.decoder_layers", "model.bidirectional"),
    *("model.residual", "model.attention", "model.attention_size", "model.attention_order"),
    *("model.input_feeding", "model.tie_embeddings", "model.copy"),
    *("tagger.characters", "tagger.character_embedding", "tagger.character_hidden"),
    *("tagger.word_shape", "tagger.affixes", "tagger.vectors", "tagger.crf", "tagger.scheme"),
    "tagger.lowercase",
    "classifier.pooling",
)

# A trained model is near a good place, and steps as large as those of a fresh one would leave it:
# so much of a fresh model's learning rate is the default (docs/design/0041 has what was measured).
LEARNING_RATE_SHARE = 0.5


def check_given(config: Config, given: Collection[str], start: ResolvedConfig) -> None:
    """Refuse settings that somebody gave and a trained model decides, where the values differ.

    A `Config` cannot tell a default that was given from one that nobody spoke of, so those who read
    what was given say its names.

    Args:
        given: the full names of the settings that were given; one that is None was left open.
        start: the settings of the model to start from.
    Raises: PantoumError for a setting that has another value than the model to start from.
    """
    values = by_name(config)
    trained = by_name(start)
    for name in TAKEN:
        if name in given and values[name] not in (None, trained[name]):
            raise _other_value(name, values[name], trained[name])


def take_settings(config: Config, start: ResolvedConfig) -> Config:
    """The settings with those that a trained model decides as that model has them, and with a lower
    learning rate where it is open. A setting that has its default counts as not set: `check_given`
    is for those who know what was given.

    Raises:
        PantoumError: another kind of model, or a setting that is set to another value than the
            model to start from has.
    """
    if config.task not in (None, start.task):
        raise PantoumError(
            f"task is {config.task}, but the model to start from is a {start.task}",
            setting="task",
            rule=f"{start.task}, as the model to start from is",
            value=config.task,
            remedy="leave it out, or start from another model",
        )
    values = by_name(config)
    defaults = by_name(Config())
    trained = by_name(start)
    for name in TAKEN:
        if values[name] not in (defaults[name], trained[name]):
            raise _other_value(name, values[name], trained[name])
    nested: dict[str, Any] = {}
    for name, value in values.items():
        section, _, setting = name.rpartition(".")
        place = nested.setdefault(section, {}) if section else nested
        place[setting] = trained[name] if name in TAKEN else value
    taken = replace(config_from_dict(nested), task=start.task)
    if taken.training.learning_rate is not None:
        return taken
    rate = DEFAULTS[start.task].learning_rate * LEARNING_RATE_SHARE
    return replace(taken, training=replace(taken.training, learning_rate=rate))


def _other_value(name: str, value: Any, trained: Any) -> PantoumError:
    return PantoumError(
        f"{name} is {value!r}, but the model to start from has {trained!r}",
        setting=name,
        rule=f"{trained!r}, as the model to start from has it",
        value=value,
        remedy="leave it out, or start from another model",
    )
