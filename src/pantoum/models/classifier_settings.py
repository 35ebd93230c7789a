"""A classifier's settings made complete, and refused when they cannot work."""

from __future__ import annotations

from typing import get_args

from pantoum.config import ClassifierConfig, ModelConfig, PoolingName
from pantoum.errors import PantoumError
from pantoum.models.settings import complete_encoder


def complete_classifier(model: ModelConfig, classifier: ClassifierConfig) -> ModelConfig:
    """The model's settings with every None that a classifier reads replaced by what it stands for,
    all checked.

    Raises: PantoumError, naming the setting, the rule and the value, for settings that cannot work.
    """
    check_classifier(classifier)
    return complete_encoder(model)


def check_classifier(config: ClassifierConfig) -> None:
    """Refuse what is no pooling.

    Raises: PantoumError, naming the setting, the rule and the value.
    """
    names = get_args(PoolingName)
    if config.pooling not in names:
        raise PantoumError(
            f"classifier.pooling must be one of {', '.join(names)}, but is {config.pooling}"
        )
