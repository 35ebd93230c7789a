"""From open settings to resolved ones: what a person left open is chosen by the task and the
data."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from pantoum.config.data import DataConfig, ResolvedDataConfig
from pantoum.config.defaults import DEFAULTS, ModelDefaults, SizeDefaults, TaskDefaults
from pantoum.config.model import ModelConfig, ResolvedModelConfig
from pantoum.config.names import DOT_SCORES, TaskName
from pantoum.config.settings import Config, ResolvedConfig
from pantoum.config.training import ResolvedTrainingConfig, TrainingConfig
from pantoum.config.validate import validate, validate_section

# The decay earns much of the last gain, so patience stops only runs that have clearly stopped
# gaining.
MIN_PATIENCE = 5


class DataFacts(NamedTuple):
    """What the settings depend on in the training data.

    examples: how many there are, for a language model symbols; row_length: mean padded cells of a
    row, inputs and outputs together, for a language model the symbols of a chunk.
    """

    examples: int
    row_length: int | float


# Of a model that is loaded: what was chosen for its data stands in its settings.
NO_DATA = DataFacts(0, 1.0)


def resolve(config: Config, task: TaskName, facts: DataFacts) -> ResolvedConfig:
    """The same settings with every open one chosen; settings that the task does not use are filled
    like those of an encoder-decoder.

    Raises: PantoumError with the setting, the rule, the value and the remedy for settings that
    cannot work.
    """
    validate(config)
    defaults = DEFAULTS[task]
    size = defaults.for_examples(facts.examples)
    by_size = defaults.model._replace(
        embedding=size.embedding, hidden=size.hidden, dropout=size.dropout
    )
    return ResolvedConfig(
        seed=config.seed,
        task=task,
        format=config.format,
        data=_resolve_data(config.data),
        model=_resolve_model(config.model, task, by_size),
        tagger=config.tagger,
        classifier=config.classifier,
        language_model=config.language_model,
        training=_resolve_training(config.training, defaults, size, facts),
        search=config.search,
    )


def resolve_model(config: ModelConfig, task: TaskName = "seq2seq") -> ResolvedModelConfig:
    """The settings of a model that is built by itself, with every open one chosen by the task
    alone.

    Raises: PantoumError with the setting, the rule, the value and the remedy for settings that
    cannot work.
    """
    validate_section(config, "model.")
    return _resolve_model(config, task, DEFAULTS[task].model)


def _resolve_data(config: DataConfig) -> ResolvedDataConfig:
    values: dict[str, Any] = {
        "features_column": "",
        "source_units": "characters",
        "target_units": "characters",
    }
    return ResolvedDataConfig(**(values | _set_values(config)))


def _resolve_model(
    config: ModelConfig, task: TaskName, defaults: ModelDefaults
) -> ResolvedModelConfig:
    values = defaults._asdict() | _set_values(config)
    if task == "language_model":
        values["bidirectional"] = False  # it must not read what it is to predict
    annotation_size = values["hidden"] * (2 if values["bidirectional"] else 1)
    # Dot attention needs states as wide as annotations; all others go well with those of one
    # direction.
    decoder_hidden = annotation_size if config.attention in DOT_SCORES else values["hidden"]
    # As in the papers of these scores.
    attend_first = config.attention in ("additive", "location_sensitive")
    derived = {
        "decoder_cell": config.cell,
        "decoder_hidden": decoder_hidden,
        "decoder_layers": values["layers"],
        "attention_size": values.get("decoder_hidden", decoder_hidden),
        "attention_order": "attend_then_update" if attend_first else "update_then_attend",
    }
    resolved = ResolvedModelConfig(**(derived | values))
    validate_section(resolved, "model.")
    return resolved


def _resolve_training(
    config: TrainingConfig, defaults: TaskDefaults, size: SizeDefaults, facts: DataFacts
) -> ResolvedTrainingConfig:
    set_values = _set_values(config)
    epochs = set_values.get("epochs", size.epochs)
    values: dict[str, Any] = {
        "epochs": epochs,
        # A row that is longer than so many cells has a batch of its own.
        "batch_tokens": math.ceil(size.rows * facts.row_length),
        "patience": max(MIN_PATIENCE, epochs // 2),
        "learning_rate": defaults.learning_rate,
        "label_smoothing": defaults.label_smoothing,
    }
    return ResolvedTrainingConfig(**(values | set_values))


def _set_values(section: DataConfig | ModelConfig | TrainingConfig) -> dict[str, Any]:
    """The values of a section that are not open."""
    return {name: value for name, value in vars(section).items() if value is not None}
