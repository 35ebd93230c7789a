"""A sequence tagger's settings, refused when they cannot work."""

from __future__ import annotations

import math
from typing import get_args

from weft.config import CharacterEncoderName, TaggerConfig
from weft.errors import WeftError

LEAST = {"character_embedding": 1, "character_hidden": 1, "affixes": 0}


def check_tagger(config: TaggerConfig) -> None:
    """Refuse values out of their range.

    Raises: WeftError, naming the setting, the rule and the value.
    """
    names = get_args(CharacterEncoderName)
    if config.characters not in names:
        raise WeftError(f"tagger.characters must be one of {', '.join(names)}, but is {config.characters}")
    for name, least in LEAST.items():
        value = getattr(config, name)
        if not isinstance(value, int) or value < least:
            raise WeftError(f"tagger.{name} must be a whole number of at least {least}, but is {value}")
    dropout = config.word_dropout
    if not isinstance(dropout, int | float) or not 0 <= dropout < math.inf:
        raise WeftError(f"tagger.word_dropout must be a number of at least 0, but is {dropout}")
