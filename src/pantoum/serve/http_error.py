"""What is wrong with a request before a model sees it, each with the status of its answer."""

from __future__ import annotations

from pantoum.errors import PantoumError
from pantoum.serve.errors import (
    DeadlinePassed,
    Draining,
    QueueFull,
    RequestError,
    UnknownModel,
)

# The status of an answer to what the engine raises; all else that a user can correct is 400.
STATUS: dict[type[PantoumError], int] = {
    RequestError: 400,
    UnknownModel: 404,
    QueueFull: 429,
    Draining: 503,
    DeadlinePassed: 504,
}

Headers = list[tuple[bytes, bytes]]


class HttpError(PantoumError):
    """A request that is refused by the server itself.

    Args:
        status: of the answer.
        problem, setting, rule, remedy: as of a `PantoumError`.
        headers: what the answer has beside its usual headers.
        closes: whether the connection ends with the answer, because the rest of the request is not
            read.
    """

    def __init__(
        self,
        status: int,
        problem: str,
        *,
        setting: str | None = None,
        rule: str | None = None,
        remedy: str | None = None,
        headers: Headers | None = None,
        closes: bool = False,
    ) -> None:
        super().__init__(problem, setting=setting, rule=rule, remedy=remedy)
        self.status = status
        self.headers = headers or []
        self.closes = closes


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


def status_of(error: PantoumError) -> int:
    """The status of the answer to a request that failed with this."""
    if isinstance(error, HttpError):
        return error.status
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def headers_of(error: PantoumError) -> Headers:
    """What the answer to a request that failed with this has beside its usual headers."""
    if isinstance(error, HttpError):
        return error.headers
    if isinstance(error, QueueFull):
        return [(b"retry-after", str(error.retry_after).encode())]
    if isinstance(error, Draining):
        return [(b"retry-after", b"1")]
    return []
