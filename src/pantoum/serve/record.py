"""What is known of one request: for its line in the log, and for the metrics."""

from __future__ import annotations

from typing import Any

SCOPE_NAME = "pantoum.record"


class Record:
    """One request, as far as it has come.

    Attributes:
        route: the template of its path, such as /models/{name}; None for an unknown path.
        model: the name of the model that was asked.
        items: how many inputs it has.
        texts: these, where they are logged.
        error: what went wrong in the server, in one line.
        error_id: by which the client and the log name that.
        fault: the kind of error that was answered.
    """

    __slots__ = ("error", "error_id", "fault", "items", "model", "route", "texts")

    def __init__(self) -> None:
        self.route: str | None = None
        self.model: str | None = None
        self.items: int | None = None
        self.texts: Any = None
        self.error: str | None = None
        self.error_id: str | None = None
        self.fault: str | None = None


def record_of(scope: Any) -> Record:
    """The record of a request; a new one for a request that did not come through the server's own
    edge.
    """
    record = scope.get(SCOPE_NAME)
    if record is None:
        record = scope[SCOPE_NAME] = Record()
    return record
