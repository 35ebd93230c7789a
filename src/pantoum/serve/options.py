"""The options of a request, each checked for its type and for the server's limits.

Whether a model has an option, and whether its value can work there, says the model itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_args

from pantoum.config import LengthFormula, SearchConfig, SpanScheme, UnseenGroup
from pantoum.serve.errors import RequestError
from pantoum.serve.limits import Limits

Check = Callable[[str, Any, Limits], None]

MOST_WHOLE = 2**63 - 1
# Characters of a wrong value in a sentence.
SHOWN = 40


def wrong(name: str, rule: str, value: Any) -> RequestError:
    """The error of a field that has another value than it must have."""
    return RequestError(
        f"{name} must be {rule}, but is {value!r:.{SHOWN}}", setting=name, rule=rule, value=value
    )


def check_text(name: str, value: Any, limits: Limits) -> None:
    """Refuse what is no string, and one that is too long.

    Raises: RequestError.
    """
    if not isinstance(value, str):
        raise wrong(name, "a string", value)
    if len(value) > limits.symbols:
        raise RequestError(
            f"{name} has {len(value):,} characters",
            setting=name,
            rule=f"at most {limits.symbols:,} characters",
            value=value,
            remedy=f"give at most {limits.symbols:,}",
        )


def check_texts(name: str, value: Any, limits: Limits) -> None:
    """Refuse what is no list of strings.

    Raises: RequestError.
    """
    if not isinstance(value, list):
        raise wrong(name, "a list of strings", value)
    for text in value:
        if not isinstance(text, str):
            raise wrong(name, "a list of strings", text)
        check_text(name, text, limits)


def _choices(name: str, value: Any, limits: Limits) -> None:
    _check_count(name, value, limits.choices)
    check_texts(name, value, limits)


def _phrases(name: str, value: Any, limits: Limits) -> None:
    _check_count(name, value, limits.phrases)
    check_texts(name, value, limits)


def _check_count(name: str, value: Any, most: int) -> None:
    """Refuse a list of more than so many entries."""
    if isinstance(value, list) and len(value) > most:
        raise RequestError(
            f"{name} has {len(value):,} entries",
            setting=name,
            rule=f"at most {most:,} entries",
            value=len(value),
            remedy=f"give at most {most:,}",
        )


def whole(least: int = 0, most: Callable[[Limits], int] = lambda limits: MOST_WHOLE) -> Check:
    """A check for whole numbers from `least` to what the limits say."""

    def check(name: str, value: Any, limits: Limits) -> None:
        greatest = most(limits)
        if type(value) is int and least <= value <= greatest:
            return
        upper = "" if greatest == MOST_WHOLE else f" and at most {greatest:,}"
        raise wrong(name, f"a whole number of at least {least}{upper}", value)

    return check


def check_number(name: str, value: Any, limits: Limits) -> None:
    """Refuse what is no number that is finite.

    Raises: RequestError.
    """
    # Not by `math.isfinite`, which fails for whole numbers that no float can be.
    if type(value) not in (int, float) or not abs(value) <= MOST_WHOLE:
        raise wrong(name, "a number", value)


def _truth(name: str, value: Any, limits: Limits) -> None:
    if not isinstance(value, bool):
        raise wrong(name, "true or false", value)


def _copies(name: str, value: Any, limits: Limits) -> None:
    if isinstance(value, bool):
        return
    if isinstance(value, dict):
        _check_count(name, list(value), limits.choices)
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise wrong(name, "true, false or an object from words to words", value)


def _lexicon(name: str, value: Any, limits: Limits) -> None:
    _check_count(name, value, limits.choices)
    if value is not False and not (
        isinstance(value, list) and all(isinstance(entry, list) for entry in value)
    ):
        raise wrong(name, "false or a list of [word, output] or [word, output, probability]", value)


def _one_of(kind: Any) -> Check:
    """A check for one of the values of a literal type."""
    known = get_args(kind)

    def check(name: str, value: Any, limits: Limits) -> None:
        if value not in known:
            raise wrong(name, f"one of {', '.join(known)}", value)

    return check


def _of_search() -> dict[str, Check]:
    checks: dict[str, Check] = {"beam": whole(1, lambda limits: limits.beam)}
    kinds = {int: whole(), float: check_number, str: _one_of(LengthFormula)}
    for one in fields(SearchConfig):
        checks.setdefault(one.name, kinds[type(one.default)])
    return checks


# The options that are one for all inputs of a request.
OPTIONS: Mapping[str, Check] = {
    "nbest": whole(1, lambda limits: limits.nbest),
    **_of_search(),
    "sample": _truth,
    "temperature": check_number,
    "top_k": whole(),
    "top_p": check_number,
    "seed": whole(),
    "longest": whole(1, lambda limits: limits.symbols),
    "forbidden": _choices,
    "allowed": _choices,
    "copy_unknown": _copies,
    "attention": _truth,
    "lexicon": _lexicon,
    "unseen_group": _one_of(UnseenGroup),
    "scheme": _one_of(SpanScheme),
}
# Those that each input of a request may have of its own.
OF_INPUTS: Mapping[str, Check] = {
    "features": check_text,
    "group": check_text,
    "prefix": check_text,
    "score": check_text,
    "required": _phrases,
}
# Of these an input may be without.
NULLABLE = ("features", "group")
