"""What ``config.json`` says of a task beside its vocabularies, checked as it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pantoum.errors import PantoumError

# More symbols than a text can have that fits into memory.
MOST_SYMBOLS = 10**9


def check_names(facts: Any, known: Collection[str], place: str = "task") -> None:
    """Refuse facts that this version does not know, by their names.

    Args:
        place: what the facts are of, as ``config.json`` names it.
    Raises: PantoumError.
    """
    if not isinstance(facts, Mapping):
        raise _wrong(place, "an object", facts)
    unknown = sorted(map(str, facts.keys() - set(known)))
    if unknown:
        raise PantoumError(
            f"{place}.{unknown[0]:.40} is nothing that this version of Pantoum knows",
            setting=f"{place}.{unknown[0]}",
            rule=f"one of {', '.join(known)}",
        )


def read_count(facts: Mapping[str, Any], name: str, least: int = 0, place: str = "task") -> int:
    """A whole number of symbols.

    Raises: PantoumError where it is missing or none.
    """
    value: Any = facts.get(name)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not least <= value <= MOST_SYMBOLS:
        raise _wrong(f"{place}.{name}", f"a whole number of at least {least}", value)
    return value


def read_ratio(facts: Mapping[str, Any], name: str, place: str = "task") -> float:
    """A number that is not negative.

    Raises: PantoumError where it is missing or none.
    """
    value: Any = facts.get(name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= MOST_SYMBOLS:  # NaN is not, either
        raise _wrong(f"{place}.{name}", "a number of at least 0", value)
    return value


def read_flag(facts: Mapping[str, Any], name: str, place: str = "task") -> bool:
    """True or false.

    Raises: PantoumError where it is missing or none.
    """
    value: Any = facts.get(name)
    if not isinstance(value, bool):
        raise _wrong(f"{place}.{name}", "true or false", value)
    return value


def _wrong(name: str, rule: str, value: object) -> PantoumError:
    return PantoumError(
        f"{name} must be {rule}, but is {value!r:.40}", setting=name, rule=rule, value=value
    )
