"""Settings that no run can work with, refused before anything is read or written."""

from __future__ import annotations

import math
from typing import get_args

from pantoum.config import Config, TaskName, by_name
from pantoum.errors import PantoumError
from pantoum.models import check_tagger, complete
from pantoum.search.settings import check_search
from pantoum.tasks.contract import TaskSpec

LEAST = {
    "seed": 0,
    "training.epochs": 1,
    "training.batch_tokens": 1,
    "training.evaluate_every": 1,
    "training.threads": 1,
    "training.warmup_steps": 0,
    "training.weight_decay": 0,
    "training.max_grad_norm": 0,
    "training.patience": 0,
    "training.label_smoothing": 0,
    "training.ema_decay": 0,
    "training.average_last": 0,
    "training.average_best": 0,
    "data.max_length": 1,
    "language_model.steps": 1,
    "data.vocabulary_size": 1,
    "data.min_count": 1,
}
MOST = {
    "seed": 2**63 - 1,  # PyTorch's largest
    "training.threads": 1024,
}
ABOVE = {"training.learning_rate": 0}
# Of one there is no mean.
NONE_OR_SEVERAL = ("training.average_last", "training.average_best")
BELOW = {"training.label_smoothing": 1, "training.ema_decay": 1}


def check(config: Config) -> None:
    """Refuse what is known to be wrong before the data are seen.

    Raises: PantoumError, naming the setting, the rule and the value, for a number out of its range
    or for settings of the model that cannot work together.
    """
    values, defaults = by_name(config), by_name(Config())
    for name in {**LEAST, **ABOVE}:
        if values[name] is not None or defaults[name] is not None:
            _check_number(name, values[name])
    for name in NONE_OR_SEVERAL:
        if values[name] == 1:
            raise PantoumError(f"{name} must be 0 or at least 2, but is 1")
    try:
        check_search(config.search)
    except PantoumError as error:
        raise PantoumError(f"search.{error}") from error
    check_tagger(config.tagger)
    # How wide a dot score must be depends on the hidden size, which may be left to the data.
    if config.model.attention != "dot" or config.model.hidden is not None:
        complete(config.model)


def check_used(config: Config, task: TaskName, spec: TaskSpec) -> None:
    """Refuse a setting that a task does not use; one that has its default counts as not set.

    A section with the name of a task is used by that task alone.

    Raises: PantoumError, naming the setting and the kind of model.
    """
    values, defaults = by_name(config), by_name(Config())
    unused = {*spec.unused_settings, *get_args(TaskName)} - {task}
    for name, value in values.items():
        if value != defaults[name] and unused & {name, name.partition(".")[0]}:
            raise PantoumError(
                f"{name} is not used by {spec.description}: leave it out, or say what is to be "
                "trained "
                "with --task"
            )


def _check_number(name: str, value: int | float | None) -> None:
    if not isinstance(value, int | float):
        raise PantoumError(f"{name} must be a number, but is {value}")
    rules = [
        (f"at least {LEAST.get(name)}", name not in LEAST or value >= LEAST[name]),
        (f"at most {MOST.get(name)}", name not in MOST or value <= MOST[name]),
        (f"above {ABOVE.get(name)}", name not in ABOVE or value > ABOVE[name]),
        (f"below {BELOW.get(name)}", name not in BELOW or value < BELOW[name]),
        ("finite", math.isfinite(value)),
    ]
    for rule, kept in rules:
        if not kept:
            raise PantoumError(f"{name} must be {rule}, but is {value}")
