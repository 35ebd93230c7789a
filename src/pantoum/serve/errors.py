"""Why a request is not answered, and an error as the JSON of an answer has it."""

from __future__ import annotations

from typing import Any

from pantoum.data.units import without_surrogates
from pantoum.errors import InputError, PantoumError

# Characters of a wrong value that an error repeats.
LONGEST_VALUE = 100
# And those of a sentence, which may have the value inside.
LONGEST_MESSAGE = 1_000


class RequestError(PantoumError):
    """A request that cannot be answered as it is: it is to be changed."""


class OptionsError(RequestError):
    """A request whose options are wrong, whatever its inputs are."""


class UnknownModel(PantoumError):  # noqa: N818 - it says what is
    """No model of this name is served."""


class Draining(PantoumError):  # noqa: N818 - it says what is
    """The server is about to end and takes no more requests."""


def draining() -> Draining:
    """What is said to a request that comes then."""
    return Draining(
        "the server is about to end, and takes no more requests",
        setting="server",
        remedy="ask again in a moment",
    )


class DeadlinePassed(PantoumError):  # noqa: N818 - it says what is
    """A request was not answered in time."""


class QueueFull(PantoumError):  # noqa: N818 - it says what is
    """So many inputs wait already that a request is refused.

    Args:
        problem, fields: as for `PantoumError`.
        retry_after: whole seconds after which there is likely to be room.
    """

    def __init__(self, problem: str, *, retry_after: int, **fields: Any) -> None:
        super().__init__(problem, **fields)
        self.retry_after = retry_after


def error_object(error: PantoumError) -> dict[str, Any]:
    """An error as JSON has it: its sentence, and those of its parts that there are.

    An input that is at fault is known by where its answer stands, so that the sentence does not
    number it.
    """
    if isinstance(error, InputError) and error.problem:
        error = error.at("")
    parts = {
        "setting": error.setting,
        "rule": error.rule,
        "value": _short(error.value),
        "remedy": error.remedy,
    }
    given = {name: part for name, part in parts.items() if part is not None}
    return {"message": without_surrogates(str(error)[:LONGEST_MESSAGE])} | {
        name: without_surrogates(part) if isinstance(part, str) else part
        for name, part in given.items()
    }


def _short(value: object) -> object:
    """A value that JSON has a form for, of at most a hundred characters."""
    if value is None or isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else repr(value)
    if isinstance(value, int) and len(text) <= LONGEST_VALUE:
        return value
    return text[:LONGEST_VALUE]
