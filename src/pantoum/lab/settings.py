"""The settings of an experiment: checked, and told from those of another call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from pantoum.config.other_names import hint
from pantoum.config.rules import Rule, rules_of
from pantoum.errors import PantoumError

S = TypeVar("S", bound=Any)
# What the lab's trainings take from the settings as it is.
LEARNING = ("steps", "batch", "learning_rate", "max_grad_norm")


def chosen(defaults: S, given: Mapping[str, Any]) -> S:
    """The settings of an experiment, with those that are given; the others as by default.

    Args:
        defaults: a frozen dataclass whose fields are plain values or tuples of them; its
            annotations and `pantoum.config.rules.setting` say what they may be.
    Raises: PantoumError for a name that is none of them, and for a value that is not allowed.
    """
    rules = rules_of(type(defaults))
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in rules:
            raise PantoumError(
                f"the experiment has no setting {name!r};",
                setting=name,
                value=value,
                remedy=hint(name, tuple(rules), "", f"it has {', '.join(rules)}"),
            )
        many = isinstance(getattr(defaults, name), tuple)
        values[name] = _checked(name, value, rules[name], many)
    return replace(defaults, **values)


def check_seeds(seeds: Sequence[int]) -> tuple[int, ...]:
    """The seeds of an experiment.

    Raises: PantoumError for what are no different whole numbers from 0.
    """
    return _checked("seeds", seeds, Rule(int, minimum=0), many=True)


def plain_settings(
    settings: Any, only: Sequence[str] = (), without: Sequence[str] = ()
) -> dict[str, Any]:
    """Settings as JSON has them.

    Args:
        only: the names of those that are wanted, in their order; all if there are none.
        without: the names of those that are left out.
    """
    values = asdict(settings)
    return {
        name: list(value) if isinstance(value := values[name], tuple) else value
        for name in only or values
        if name not in without
    }


def _checked(name: str, value: Any, rule: Rule, many: bool) -> Any:
    if not many:
        if not rule.allows(value):
            raise PantoumError(setting=name, rule=rule.in_words(), value=value)
        return value
    try:
        members = () if isinstance(value, str) else tuple(value)
    except TypeError:
        members = ()
    if not members or len(set(members)) < len(members) or not all(map(rule.allows, members)):
        words = rule.in_words().removeprefix("a ")
        raise PantoumError(
            setting=name, rule=f"several different values, each {words}", value=value
        )
    return members
