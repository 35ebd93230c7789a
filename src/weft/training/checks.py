"""Numbers that no run can work with, refused before anything is read or written."""

from __future__ import annotations

from operator import attrgetter

from weft.config import Config
from weft.errors import WeftError

LEAST = {
    "seed": 0,
    "training.epochs": 1,
    "training.batch_tokens": 1,
    "training.evaluate_every": 1,
    "training.threads": 1,
    "training.warmup_steps": 0,
    "training.weight_decay": 0,
    "training.clip": 0,
    "training.patience": 0,
    "training.label_smoothing": 0,
    "data.vocabulary_size": 1,
    "data.min_count": 1,
    "search.beam": 1,
    "search.length_penalty": 0,
}


def check(config: Config) -> None:
    """Raise WeftError, naming the setting, the rule and the value, for a number out of its range."""
    for name, least in LEAST.items():
        value = attrgetter(name)(config)
        if value is not None and value < least:
            raise WeftError(f"{name} must be at least {least}, but is {value}")
    if config.training.learning_rate <= 0:
        raise WeftError(f"training.learning_rate must be above 0, but is {config.training.learning_rate}")
    if config.training.label_smoothing >= 1:
        raise WeftError(f"training.label_smoothing must be below 1, but is {config.training.label_smoothing}")
