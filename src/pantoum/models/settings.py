"""A model's settings made complete, and refused when they cannot work together."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from pantoum.config import AttentionName, CellName, ModelConfig
from pantoum.errors import PantoumError

CHOICES = {
    "cell": get_args(CellName),
    "decoder_cell": get_args(CellName),
    "attention": get_args(AttentionName),
    "attention_order": ("attend_then_update", "update_then_attend"),
}
COUNTS = ("embedding", "hidden", "decoder_hidden", "layers", "decoder_layers", "attention_size")
SHARES = ("dropout", "recurrent_dropout")
# No machine has the memory for more; far larger numbers no tensor can count.
MOST_SIZE, MOST_LAYERS = 1_000_000, 1_000


def complete(config: ModelConfig) -> ModelConfig:
    """The same settings with every None replaced by what it stands for, checked.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check_model(config)
    hidden, layers = config.hidden or 256, config.layers or 1
    # Dot scores need states as wide as annotations; all others go well with those of one direction.
    wide = annotation_size(replace(config, hidden=hidden)) if config.attention == "dot" else hidden
    decoder_hidden = config.decoder_hidden or wide
    order = "attend_then_update" if config.attention == "additive" else "update_then_attend"
    filled = replace(
        config,
        decoder_cell=config.decoder_cell or config.cell,
        embedding=config.embedding or 128,
        hidden=hidden,
        decoder_hidden=decoder_hidden,
        layers=layers,
        decoder_layers=config.decoder_layers or layers,
        attention_size=config.attention_size or decoder_hidden,
        attention_order=config.attention_order or order,
        dropout=0.4 if config.dropout is None else config.dropout,
        variational_dropout=config.variational_dropout or False,
    )
    _check_dot(filled)
    return filled


def complete_encoder(config: ModelConfig) -> ModelConfig:
    """The settings of an encoder by itself, with every None replaced by what it stands for,
    checked.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check_model(config)
    return replace(
        config,
        embedding=config.embedding or 128,
        hidden=config.hidden or 256,
        layers=config.layers or 1,
        dropout=0.4 if config.dropout is None else config.dropout,
        variational_dropout=config.variational_dropout or False,
    )


def annotation_size(config: ModelConfig) -> int:
    """Size of one annotation of the encoder."""
    return (config.hidden or 0) * (2 if config.bidirectional else 1)


def check_model(config: ModelConfig) -> None:
    """Every setting by itself; None, where the settings have it as their default, is filled later.

    Raises: PantoumError, naming the setting, the rule and the value.
    """
    defaults = ModelConfig()
    for name in (*CHOICES, *COUNTS, *SHARES):
        value = getattr(config, name)
        if value is None and getattr(defaults, name) is None:
            continue
        if name in CHOICES and value not in CHOICES[name]:
            raise PantoumError(
                f"model.{name} must be one of {', '.join(CHOICES[name])}, but is {value}"
            )
        if name in COUNTS:
            _check_count(name, value)
        if name in SHARES and not (isinstance(value, int | float) and 0 <= value < 1):
            raise PantoumError(
                f"model.{name} must be a number of at least 0 and below 1, but is {value}"
            )
    if not isinstance(config.recompute, int) or config.recompute < 0:
        raise PantoumError(
            f"model.recompute must be a whole number of at least 0, but is {config.recompute}"
        )


def _check_count(name: str, value: object) -> None:
    if not isinstance(value, int) or value < 1:
        raise PantoumError(f"model.{name} must be a whole number of at least 1, but is {value}")
    most = MOST_LAYERS if name.endswith("layers") else MOST_SIZE
    if value > most:
        raise PantoumError(f"model.{name} must be at most {most:,}, but is {value}")


def _check_dot(config: ModelConfig) -> None:
    size = annotation_size(config)
    if config.attention == "dot" and size != config.decoder_hidden:
        raise PantoumError(
            f"model.attention dot compares decoder states of {config.decoder_hidden} values to "
            "annotations "
            f"of {size}, value by value: set model.decoder_hidden to {size}, or choose general "
            "attention"
        )
