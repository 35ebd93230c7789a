"""A sequence tagger's settings made complete, and refused when they cannot work."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

from pantoum.config import CharacterEncoderName, ModelConfig, SpanScheme, TaggerConfig
from pantoum.errors import PantoumError
from pantoum.models.settings import check_model

CHOICES = {"characters": get_args(CharacterEncoderName), "scheme": get_args(SpanScheme)}
LEAST = {"character_embedding": 1, "character_hidden": 1, "affixes": 0}


def complete_tagger(model: ModelConfig, tagger: TaggerConfig) -> ModelConfig:
    """The model's settings with every None that a tagger reads replaced by what it stands for, all
    checked.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check_model(model)
    check_tagger(tagger)
    return replace(
        model,
        embedding=model.embedding or 100,
        hidden=model.hidden or 160,
        layers=model.layers or 2,
        dropout=0.45 if model.dropout is None else model.dropout,
        variational_dropout=True
        if model.variational_dropout is None
        else model.variational_dropout,
    )


def check_tagger(config: TaggerConfig) -> None:
    """Refuse values out of their range.

    Raises: PantoumError, naming the setting, the rule and the value.
    """
    for name, choices in CHOICES.items():
        if getattr(config, name) not in choices:
            raise PantoumError(
                f"tagger.{name} must be one of {', '.join(choices)}, but is {getattr(config, name)}"
            )
    for name, least in LEAST.items():
        value = getattr(config, name)
        if not isinstance(value, int) or value < least:
            raise PantoumError(
                f"tagger.{name} must be a whole number of at least {least}, but is {value}"
            )
    dropout = config.word_dropout
    if not isinstance(dropout, int | float) or not 0 <= dropout < math.inf:
        raise PantoumError(f"tagger.word_dropout must be a number of at least 0, but is {dropout}")
