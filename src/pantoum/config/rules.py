"""What the value of a setting may be: written once, beside the setting."""

from __future__ import annotations

import math
import re
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

T = TypeVar("T")

RULE = "rule"


@dataclass(frozen=True)
class Rule:
    """The values that a setting may have.

    Args:
        kind: int, float, bool or str; a whole number is also a float.
        optional: None is a value, too: it is left to `pantoum.config.resolve`.
        choices: the only values, or the only ones that are not of `kind`; empty for all.
        minimum, maximum: the least and the greatest number.
        above, below: numbers that the value must be greater and less than.
        excluded: numbers in the range that are none of the values.
    """

    kind: type
    optional: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    excluded: tuple[int, ...] = ()

    def allows(self, value: object) -> bool:
        """Whether a setting may have this value."""
        if value is None:
            return self.optional
        if self.kind is str:
            return isinstance(value, str) and (not self.choices or value in self.choices)
        if self.kind is bool:
            return isinstance(value, bool) or value in self.choices
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.kind is int and not isinstance(value, int):
            return False
        return (
            math.isfinite(value)
            and (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and value not in self.excluded
        )

    def in_words(self) -> str:
        """The rule as the end of "must be ...", such as "a whole number of at least 1"."""
        if self.kind is bool:
            return " or ".join(("true", "false", *self.choices))
        if self.kind is str:
            return f"one of {', '.join(self.choices)}" if self.choices else "text"
        bounded = self.maximum is not None or self.below is not None
        name = "a number" if bounded else "a finite number"
        if self.kind is int:
            name = "a whole number"
        if self.above is not None:
            return f"{name} above {self.above:g}"
        if self.minimum is not None and self.below is not None:
            return f"{name} of at least {self.minimum:,g} and below {self.below:,g}"
        if self.minimum is not None and self.maximum is not None:
            return f"{name} from {_plain(self.minimum)} to {_plain(self.maximum)}"
        if self.minimum is not None and self.excluded:
            rest = max(self.excluded) + 1
            return f"{_plain(self.minimum)} or {name} of at least {rest}"
        return f"{name} of at least {_plain(self.minimum or 0)}"


def setting(
    default: T,
    *,
    minimum: int | float | None = None,
    maximum: int | float | None = None,
    above: int | float | None = None,
    below: int | float | None = None,
    excluded: tuple[int, ...] = (),
) -> T:
    """A field of a section of settings, with the range of its values as metadata.

    The other parts of its rule, the kind of value and the choices, are those of its annotation.
    """
    limits = {
        "minimum": minimum,
        "maximum": maximum,
        "above": above,
        "below": below,
        "excluded": excluded,
    }
    return cast("T", field(default=default, metadata={RULE: limits}))


@cache
def rules_of(section: type[Any]) -> dict[str, Rule]:
    """The rule of each setting of a section by its name, in order; nested sections are left out."""
    hints = get_type_hints(section)
    return {
        one.name: rule
        for one in fields(section)
        if (rule := _rule(one, hints[one.name])) is not None
    }


def descriptions_of(section: type[Any]) -> dict[str, str]:
    """The description of each setting by its name, from the docstring of its section."""
    lines = (section.__doc__ or "").partition("Args:\n")[2].splitlines()
    descriptions: dict[str, str] = {}
    name = ""
    for line in lines:
        start = re.fullmatch(r" {8}(\w+): (.*)", line)
        if start is not None:
            name = start[1]
            descriptions[name] = start[2]
        elif line.strip():
            descriptions[name] += f" {line.strip()}"
    return {name: text.rstrip(".") for name, text in descriptions.items()}


def _rule(one: Field[Any], hint: Any) -> Rule | None:
    parts = get_args(hint) or (hint,)
    flat: list[Any] = []
    for part in parts:
        flat += get_args(part) or (part,)
    choices = tuple(dict.fromkeys(value for value in flat if isinstance(value, str)))
    kinds = [kind for kind in (bool, int, float, str) if kind in flat]
    if not kinds and not choices:
        return None
    return Rule(
        kinds[0] if kinds else str,
        optional=type(None) in flat,
        choices=choices,
        **one.metadata.get(RULE, {}),
    )


def _plain(number: int | float) -> str:
    """A number with its thousands apart, and no decimals where it has none."""
    return f"{int(number):,}" if number == int(number) else f"{number:g}"
