"""What the routes of a server share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pantoum.serve.access import Access
from pantoum.serve.engine import Engine
from pantoum.serve.metrics import Metrics


@dataclass(frozen=True)
class Service:
    """What a server is made of.

    Args:
        engine: answers requests.
        access: says who may ask.
        metrics: counts.
        slow: seconds that a client may take to send a body.
        log_texts: whether the inputs of requests go into the log.
    """

    engine: Engine
    access: Access
    metrics: Metrics
    slow: float
    log_texts: bool = False


def service_of(request: Any) -> Service:
    """The service that a request is for."""
    return request.app.state.service
