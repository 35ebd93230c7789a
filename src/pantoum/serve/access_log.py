"""One line of JSON for each request, without texts, addresses and keys."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pantoum.serve.record import Record

# Characters of a path that nothing is at.
LONGEST_PATH = 100


class AccessLog:
    """Writes what became of each request.

    Args:
        write: takes a line.
        texts: whether the inputs of requests are written, too.
    """

    def __init__(self, write: Callable[[str], None], *, texts: bool = False) -> None:
        self._write = write
        self.texts = texts

    def request(
        self, scope: Any, record: Record, status: int | None, seconds: float, size: int
    ) -> None:
        """Write the line of a request.

        Args:
            scope: of ASGI.
            status: of its answer; None where the client had gone.
            seconds: that it took.
            size: bytes of the answer's body.
        """
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"][:20],
            "route": record.route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "model": record.model,
            "items": record.items,
            "bytes": size,
        }
        if record.route is None:
            line["path"] = scope["path"][:LONGEST_PATH]
        if record.error is not None:
            line["error_id"] = record.error_id
            line["error"] = record.error
        if self.texts and record.texts is not None:
            line["texts"] = record.texts
        self._write(json.dumps(line))
