"""Answers as bytes: JSON, errors, and files."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from pantoum.errors import PantoumError
from pantoum.serve.errors import error_object
from pantoum.serve.http_error import Headers, HttpError, headers_of, status_of

JSON_TYPE = b"application/json"
WITHOUT_BODY = (204, 304)
# How LibreTranslate's clients ask, who know another form of errors.
LIBRETRANSLATE = ("/translate", "/languages", "/detect", "/frontend/settings")
# How long bytes that nobody reads are taken from a client who still sends, so that it reads the
# answer: where a connection ends with bytes that were not taken, the client loses the answer, too.
LINGER = 2.0
# Made once, which json.dumps would do for each value.
_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class RawResponse:
    """An answer that is complete: an application of ASGI by itself.

    Args:
        body: its bytes.
        status: its status.
        kind: what the bytes are, a media type.
        headers: beside those of length and type.
        closes: whether the connection ends with it, though the client may still be sending.
    """

    __slots__ = ("body", "closes", "headers", "status")

    def __init__(
        self,
        body: bytes,
        status: int = 200,
        kind: bytes = JSON_TYPE,
        headers: Headers | None = None,
        closes: bool = False,
    ) -> None:
        self.body = body
        self.status = status
        self.closes = closes
        self.headers: Headers = list(headers or ())
        if status not in WITHOUT_BODY:
            self.headers.append((b"content-type", kind))
            self.headers.append((b"content-length", str(len(body)).encode()))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        headers = [*self.headers, (b"connection", b"close")] if self.closes else self.headers
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if self.closes:
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
            await _linger(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await send({"type": "http.response.body", "body": self.body})


async def no_answer(scope: Any, receive: Any, send: Any) -> None:
    """Send nothing: nobody is there."""


async def _linger(receive: Any) -> None:
    """Take what a client still sends, for a while, and let it go."""
    try:
        async with asyncio.timeout(LINGER):
            message = await receive()
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()
    except TimeoutError:
        pass


def to_json(value: Any) -> bytes:
    """A value as JSON in UTF-8."""
    try:
        return _to_text(value).encode("utf-8")
    except UnicodeEncodeError:  # half a character, which JSON can write as an escape
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def json_response(value: Any, status: int = 200) -> RawResponse:
    """A value as an answer."""
    return RawResponse(to_json(value), status)


def error_response(error: PantoumError, path: str) -> RawResponse:
    """What is said of a request that failed: `{"error": {...}}`, or a sentence for the clients of
    LibreTranslate.

    Args:
        error: why it failed.
        path: that was asked for.
    """
    said = error_object(error)
    body = {"error": said["message"] if path in LIBRETRANSLATE else said}
    closes = isinstance(error, HttpError) and error.closes
    return RawResponse(to_json(body), status_of(error), JSON_TYPE, headers_of(error), closes)
