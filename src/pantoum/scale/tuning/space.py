"""The settings that a study varies, and between which values."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pantoum.config import Config, by_full_name, by_name, load_yaml
from pantoum.config.other_names import hint
from pantoum.config.rules import Rule, rules_of
from pantoum.config.settings import SECTIONS
from pantoum.errors import PantoumError

Value = str | int | float | bool | None
# What is not for a study to choose.
FIXED = ("seed", "task", "format")
KEYS = ("low", "high", "log", "step", "choice")
EXAMPLE = "training.learning_rate: {low: 0.001, high: 0.01, log: true}"
# How near a number is to a step that it is taken for.
NEAR = 1e-8


@dataclass(frozen=True)
class Dimension:
    """One setting of a space.

    Attributes:
        name: the full one, such as ``model.hidden``.
        low, high: the least and the greatest value; None where there are choices.
        log: whether equal ratios, rather than equal differences, are equally likely.
        step: between values; None for every number of a float, and for 1 of a whole one.
        whole: whether values are whole numbers.
        choices: the values, if there are few.
    """

    name: str
    low: float | int | None = None
    high: float | int | None = None
    log: bool = False
    step: float | int | None = None
    whole: bool = False
    choices: tuple[Value, ...] = ()

    def contains(self, value: Value) -> bool:
        """Whether a value is one of those that may be chosen."""
        if self.choices:
            return any(value == one and type(value) is type(one) for one in self.choices)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        assert self.low is not None
        assert self.high is not None
        steps = 0.0 if self.step is None else (value - self.low) / self.step
        return self.low <= value <= self.high and abs(steps - round(steps)) < NEAR

    def to_dict(self) -> dict[str, Any]:
        """The dimension as JSON has it, without its name."""
        values = asdict(self)
        del values["name"]
        return values | {"choices": list(self.choices)}


def read_space(path: Path, given: Collection[str] = ()) -> tuple[Dimension, ...]:
    """The space in a YAML file.

    Args:
        given: the full names of the settings that have one value for all trainings.
    Raises: PantoumError for a file that cannot be read or is no space, with the place of what is
        wrong.
    """
    found = load_yaml(path)
    if not isinstance(found, dict) or not found:
        raise PantoumError(
            "holds no space;", where=str(path), remedy=f"write settings, such as {EXAMPLE}"
        )
    entries: dict[str, Any] = {}
    for name, value in found.items():
        section = name in SECTIONS and isinstance(value, dict)
        named = {f"{name}.{inner}": one for inner, one in value.items()} if section else {}
        for full, one in (named if section else {str(name): value}).items():
            if full in entries:
                raise PantoumError(
                    f"{full} is in the space twice;",
                    where=str(path),
                    remedy="leave out one of them",
                )
            entries[full] = one
    space = tuple(_dimension(str(path), name, value) for name, value in entries.items())
    for one in space:
        if one.name in given:
            raise PantoumError(
                f"{one.name} is in the space and has a value for all trainings as well;",
                where=str(path),
                remedy="leave out one of them",
            )
    return space


def _dimension(path: str, name: str, value: Any) -> Dimension:
    place = f"{path}: {name}"
    rule = _rule(path, name)
    if isinstance(value, list):
        value = {"choice": value}
    if not isinstance(value, dict):
        raise PantoumError(
            "must be a list of values or a range;", where=place, remedy=f"write as in {EXAMPLE}"
        )
    for key in value:
        if key not in KEYS:
            raise PantoumError(
                f"has no {key!r};",
                where=place,
                remedy=hint(str(key), KEYS, otherwise=f"there are {', '.join(KEYS)}"),
            )
    if "choice" in value:
        return _choices(place, name, rule, value)
    return _range(place, name, rule, value)


def _rule(path: str, name: str) -> Rule:
    if name in FIXED:
        raise PantoumError(
            f"{name} is the same for all trainings;", where=path, remedy="leave it out"
        )
    names = tuple(by_name(Config()))
    if name not in names:
        raise PantoumError(
            f"no setting {name!r}",
            where=path,
            remedy=hint(name, names, otherwise="`pantoum train --help` lists them"),
        )
    section, _, last = name.rpartition(".")
    return rules_of(SECTIONS[section])[last]


def _choices(place: str, name: str, rule: Rule, value: Mapping[str, Any]) -> Dimension:
    choices = value["choice"]
    if len(value) > 1 or not isinstance(choices, list) or len(choices) < 2:
        raise PantoumError(
            "must be a list of at least two values, and nothing else",
            where=place,
            rule="a list of at least two values",
        )
    made: list[Value] = []
    for one in choices:
        made.append(_checked(place, name, one))
    if len({(type(one), one) for one in made}) < len(made):
        raise PantoumError(
            "must be a list of different values", where=place, rule="values that differ"
        )
    return Dimension(name, choices=tuple(made))


def _range(place: str, name: str, rule: Rule, value: Mapping[str, Any]) -> Dimension:
    if rule.kind not in (int, float):
        raise PantoumError("is no number;", where=place, remedy="write its values as a list")
    if not {"low", "high"} <= value.keys():
        raise PantoumError("needs low and high, or choice", where=place, rule="a range or a choice")
    low, high = (_checked(place, name, value[key]) for key in ("low", "high"))
    log = value.get("log", False)
    step = value.get("step")
    if type(low) not in (int, float) or type(high) not in (int, float) or not low < high:  # type: ignore[operator]
        raise PantoumError("low must be a number below high", where=place, rule="low below high")
    if not isinstance(log, bool):
        raise PantoumError("log must be true or false", where=place, rule="true or false")
    assert isinstance(low, int | float)
    if log and (low <= 0 or step is not None):
        raise PantoumError(
            "with log, low must be above 0 and there is no step",
            where=place,
            rule="low above 0, and no step",
        )
    number = isinstance(step, int | float) and not isinstance(step, bool) and math.isfinite(step)
    if step is not None and not (number and step > 0 and (rule.kind is float or type(step) is int)):
        raise PantoumError(
            f"step must be a {'whole ' if rule.kind is int else ''}number above 0",
            where=place,
            rule="a number above 0",
        )
    if step is not None and step > high - low:  # type: ignore[operator]
        raise PantoumError(
            "step must be at most what is between low and high",
            where=place,
            rule="a step from low to another value",
        )
    if step is not None:
        steps = (high - low) / step  # type: ignore[operator]
        if abs(steps - round(steps)) >= NEAR:  # the greatest value is that of the last step
            high = low + math.floor(steps) * step
    return Dimension(name, low, high, log, step, rule.kind is int)  # type: ignore[arg-type]


def _checked(place: str, name: str, value: Any) -> Value:
    """A value that the setting may have, of the setting's own type."""
    try:
        return by_full_name({name: value})[name]
    except PantoumError as error:
        raise PantoumError(str(error), where=place, rule=error.rule) from error
