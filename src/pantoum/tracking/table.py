"""The trackers that are known by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from pantoum.errors import PantoumError
from pantoum.tracking.contract import Reporter

TENSORBOARD = "tensorboard"
# The module and the class of each, imported when somebody asks for it.
REPORTERS: Mapping[str, str] = {
    TENSORBOARD: "TensorBoardReporter",
    "wandb": "WandbReporter",
    "mlflow": "MlflowReporter",
    "trackio": "TrackioReporter",
}
NAMES = tuple(REPORTERS)


def reporters_of(given: object) -> list[Reporter]:
    """The reporters that a caller asks for; their packages are imported.

    Args:
        given: names of `NAMES`, or objects with the methods of `Reporter`; None for none.
    Raises: PantoumError for what is neither, for two of one name, and for a package that is not
        installed.
    """
    if given is None:
        return []
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise _wrong(given)
    reporters = [_reporter(one) for one in given]
    names = [one.name for one in reporters]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise PantoumError(
            f"the reporter {twice[0]} is given twice",
            setting="reporters",
            value=twice[0],
            remedy="give it once",
        )
    return reporters


def with_tensorboard(given: object, wanted: bool) -> object:
    """The reporters, and TensorBoard where the setting `training.tensorboard` asks for it.

    Args:
        given: as for `reporters_of`.
    """
    if not wanted or isinstance(given, str):
        return given
    names = list(given) if isinstance(given, Sequence) else []
    return names if TENSORBOARD in names else [TENSORBOARD, *names]


def _reporter(one: object) -> Reporter:
    if isinstance(one, str) and one in REPORTERS:
        module = import_module(f"pantoum.tracking.{one}_reporter")
        make: Callable[[], Reporter] = getattr(module, REPORTERS[one])
        return make()
    if isinstance(one, Reporter) and not isinstance(one, type) and isinstance(one.name, str):
        return one
    raise _wrong(one)


def _wrong(value: object) -> PantoumError:
    rule = f"a list of {', '.join(NAMES)}, or of objects with name, start, log and end"
    return PantoumError(setting="reporters", rule=rule, value=value)


def missing(name: str, package: str) -> PantoumError:
    """What is said of a tracker whose package is not installed."""
    return PantoumError(
        f"the reporter {name} needs {package}",
        setting="reporters",
        remedy=f"pip install -e '.[{name}]' in a clone of Pantoum",
    )
