"""What nobody expected: a sentence for the client, and what happened for the log."""

from __future__ import annotations

import secrets

from pantoum.serve.http_error import HttpError
from pantoum.serve.one_line import one_line
from pantoum.serve.record import Record
from pantoum.serve.responses import RawResponse, error_response


def last_resort(error: Exception, record: Record, path: str) -> RawResponse:
    """The answer to a request that failed in an unexpected way: nothing of the code leaves, but a
    number by which the line in the log is found.

    Args:
        error: that was raised.
        record: of the request, which takes the error for the log.
        path: that was asked for.
    """
    record.fault = "internal"
    record.error = one_line(error)
    record.error_id = secrets.token_hex(6)
    said = HttpError(
        500,
        f"something went wrong in the server (error {record.error_id})",
        setting="server",
        remedy="ask whoever runs it to look for this number in its log",
    )
    return error_response(said, path)
