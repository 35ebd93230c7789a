"""How a server is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pantoum.serve.limits import Limits


@dataclass(frozen=True)
class Settings:
    """How a server is run.

    Args:
        sources: the models, by name.
        limits: what it takes of requests.
        key_file: a file with keys, one of which each request needs; None: none is needed.
        hosts: the names that requests may have for this server; None: any.
        cors: the origins whose pages may read answers.
        device: where models of directories compute.
        slow: seconds that a client may take for the head of a request, for its body, and to go on
            reading an answer.
        idle: seconds that a connection may be without a request.
        drain: seconds that requests have left to be answered when the server is to end.
        log_texts: whether the inputs of requests go into the log.
    """

    sources: dict[str, str | Path]
    limits: Limits
    key_file: Path | None = None
    hosts: Sequence[str] | None = None
    cors: Sequence[str] = ()
    device: str = "cpu"
    slow: float = 10.0
    idle: float = 60.0
    drain: float = 20.0
    log_texts: bool = False
