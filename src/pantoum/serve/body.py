"""The body of a request: no more bytes than allowed, no longer than allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pantoum.serve.http_error import ClientGoneError, HttpError

UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")


async def read_body(scope: Any, receive: Any, largest: int, seconds: float) -> bytes:
    """All bytes of a request's body.

    Args:
        scope, receive: of ASGI.
        largest: bytes that it may have; of a larger one no more than that is read.
        seconds: how long the client may take to send it.
    Raises:
        PantoumError: (413, 408) for a body that is too large or comes too slowly.
        ClientGoneError: when the client has left.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > largest:
            raise too_large(largest)
    try:
        async with asyncio.timeout(seconds):
            return await _all_parts(receive, largest)
    except TimeoutError:
        raise HttpError(
            408,
            "the body did not come in time",
            setting="body",
            rule=f"complete within {seconds:g} seconds",
            remedy="send it at once",
            closes=True,
        ) from None


def check_encoding(headers: Mapping[str, str]) -> None:
    """Refuse a body that says of itself that it is compressed, or text in another encoding.

    Raises:
        PantoumError: (415) for such a body.
    """
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", ""):
        raise HttpError(
            415,
            f"the body is compressed ({encoding[:40]})",
            setting="Content-Encoding",
            rule="identity",
            remedy="send it as it is",
        )
    _, _, parameters = headers.get("content-type", "").partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in UTF_8:
            raise HttpError(
                415,
                f"the body is in the encoding {charset[:40]!r}",
                setting="Content-Type",
                rule="charset=utf-8",
                remedy="send it in UTF-8",
            )


def too_large(largest: int) -> HttpError:
    """What is said of a body with too many bytes."""
    return HttpError(
        413,
        f"the body has more than {largest:,} bytes",
        setting="body",
        rule=f"at most {largest:,} bytes",
        remedy="send fewer inputs at once",
        closes=True,
    )


async def _all_parts(receive: Any, largest: int) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        part = message.get("body", b"")
        if len(body) + len(part) > largest:
            raise too_large(largest)
        # Most bodies come in one part, and the others in few: they are at most `largest` bytes.
        body = body + part if body else part
        if not message.get("more_body", False):
            return body
