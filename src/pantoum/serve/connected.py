"""Work for a client, as long as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from pantoum.serve.http_error import ClientGoneError

T = TypeVar("T")


async def while_connected(receive: Any, work: Awaitable[T]) -> T:
    """Wait for work, and give it up when the client leaves.

    Args:
        receive: of ASGI, after the body of the request has been read.
    Raises:
        ClientGoneError: when the client has left.
    """
    task = asyncio.current_task()
    assert task is not None
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        if gone:
            task.uncancel()
            raise ClientGoneError from None
        raise
    finally:
        watcher.cancel()
