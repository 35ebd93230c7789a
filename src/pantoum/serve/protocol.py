"""Connections that a slow, silent or hostile client cannot keep from others.

Uvicorn closes connections that are idle behind an answer. Here the head of a request must come in
time and be small, an answer must be read in time, and where all connections are in use the one
that has been silent the longest makes room for a new one.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from pantoum.serve.http_error import HttpError
from pantoum.serve.responses import LINGER, RawResponse, error_response

# Bytes of the head of a request.
LARGEST_HEAD = 32_768
# Connections beyond the limit that are told so; more are closed without a word.
TOLD = 64


class Guarded(HttpToolsProtocol):
    """A connection.

    Class attributes, set by `guarded`:
        slow: seconds for the head of a request, and for a client to go on reading.
        most: connections at once.
    """

    slow: float
    most: int

    def connection_made(self, transport: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take a connection, or close it where there are too many."""
        super().connection_made(transport)
        self._served = 0
        self._silent_since = time.monotonic()
        self._head_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_body = False
        self._broken = False
        # Of requests that are sent at once: the one that is answered, and the one before the last.
        self._running: Any = None
        self._before: Any = None
        self._is_too_large = False
        if len(self.connections) > self.most and not self._make_room():
            if len(self.connections) > self.most + TOLD:
                transport.abort()
                return
            self.app = _too_many
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection, and tell its requests, not the last one alone."""
        self._stop(self._head_timer)
        self._stop(self._write_timer)
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def waits(self) -> bool:
        """Whether the client is waited for, because no complete request is being answered."""
        return self.idle or self.cycle.more_body

    def _make_room(self) -> bool:
        """Close a connection whose client is waited for: one that has had no answer yet, or else
        the one that has been silent the longest.
        """
        others: list[Guarded] = [
            one
            for one in self.connections
            if isinstance(one, Guarded) and one is not self and one.waits
        ]
        others = [one for one in others if not one.transport.is_closing()]
        if not others:
            return False
        least = min(others, key=lambda one: (one._served > 0, one._silent_since))
        # Aborted, or it would count until its client answers.
        least.transport.abort()
        return True

    # Reading.

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; nothing behind what is none."""
        if self._broken:
            return
        self._silent_since = time.monotonic()
        if not self._in_body:
            self._head_bytes += len(data)  # 0 again once the head is complete
        if self.idle:
            self._wait_for_head()
        super().data_received(data)
        if self._head_bytes > LARGEST_HEAD and not self._in_body:
            self._refuse_head()

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        if self._size_of_head() > LARGEST_HEAD:  # all of it came at once
            self._is_too_large = True
            raise ValueError("too large")
        self._stop(self._head_timer)
        self._head_timer = None
        self._head_bytes = 0
        self._before = self.cycle
        super().on_headers_complete()  # raises for an address without a path
        self._in_body = True

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Note that a request has been answered."""
        self._served += 1
        self._silent_since = time.monotonic()
        super().on_response_complete()
        # What is left of a body that nobody reads is not waited for any longer than a head.
        if self._in_body and self.idle:
            self._wait_for_head()

    def _wait_for_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.slow, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if not self.idle or self.transport.is_closing():
            return
        if self._head_bytes and not self._in_body:
            self._refuse(408, "the head of the request did not come in time")
        else:
            self.transport.close()

    # Writing.

    def pause_writing(self) -> None:
        """Wait for a client that reads slowly, for a while."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(self.slow, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._stop(self._write_timer)
        self._write_timer = None
        super().resume_writing()

    # Answers of the connection itself.

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the request is answered as any other."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or what has been given up while it was read."""
        if self._is_too_large:
            self._refuse_head()
        else:
            self._refuse(400, "this is no request of HTTP/1.1")

    def _refuse_head(self) -> None:
        self._refuse(431, f"the head of the request has more than {LARGEST_HEAD:,} bytes")

    def _refuse(self, status: int, problem: str) -> None:
        """Answer what is no request, once those before it are answered, and close."""
        if self._broken or self.transport.is_closing():
            return
        self._broken = True
        if self._in_body and not self.cycle.response_complete:
            self._give_up()
        if not self.idle:
            self.cycle.keep_alive = False
            return
        fault = HttpError(
            status,
            problem,
            setting="request",
            rule="HTTP/1.1",
            remedy="send a complete request of HTTP/1.1",
        )
        said = error_response(fault, "")
        head = [STATUS_LINE[status], b"connection: close\r\n"]
        head += [name + b": " + value + b"\r\n" for name, value in said.headers]
        self.transport.write(b"".join([*head, b"\r\n", said.body]))
        self._let_go()

    def _let_go(self) -> None:
        """End, but take for a while what a client still sends, or it would lose the answer."""
        self._stop(self._head_timer)
        self._head_timer = self.loop.call_later(LINGER, self.transport.close)
        self.transport.write_eof()

    def _give_up(self) -> None:
        """Leave a request unanswered whose body is broken, unless its answer has begun."""
        broken = self.cycle
        if broken.response_started:
            return
        broken.disconnected = True
        broken.message_event.set()
        if self.pipeline and self.pipeline[0][0] is broken:
            self.pipeline.popleft()
        self.cycle = self._before

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


async def _too_many(scope: Any, receive: Any, send: Any) -> None:
    """Answer where all connections are in use."""
    fault = HttpError(
        503,
        "too many clients are connected",
        setting="connections",
        rule="those that the server has room for",
        remedy="ask again in a second",
        headers=[(b"retry-after", b"1")],
    )
    said: RawResponse = error_response(fault, scope["path"])
    said.headers.append((b"connection", b"close"))
    await said(scope, receive, send)


def guarded(slow: float, most: int) -> type[Guarded]:
    """The class of connections with these limits.

    Args:
        slow: seconds for the head of a request, and for a client to go on reading.
        most: connections at once.
    """
    return type("Guarded", (Guarded,), {"slow": slow, "most": most})
