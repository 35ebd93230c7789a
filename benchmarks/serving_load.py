"""Clients that ask a server over loopback as fast as it answers, each again when it has its answer.

They are one thread of asyncio protocols with requests made beforehand, so that the server is what
is measured; how much of a processor they took is told.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass
class Load:
    """What the clients saw.

    seconds: of each answer in the time that counts; statuses: how often each came at all;
    duration: of that time; client_share: of one processor.
    """

    duration: float
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    client_share: float = 0.0

    @property
    def answers(self) -> int:
        """How many there were, also after the time that counts."""
        return sum(self.statuses.values())

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.duration

    def quantile(self, share: float) -> float:
        """Milliseconds within which so many of the answers came."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.seconds)


def request_bytes(
    body: bytes, path: str = "/predict", content_type: str = "application/json"
) -> bytes:
    """A POST as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client(asyncio.Protocol):
    """One connection: the next request goes out when an answer is complete."""

    def __init__(
        self, following: Callable[[], bytes | None], answered: Callable[..., None]
    ) -> None:
        self._following = following
        self._answered = answered
        self._buffer = b""
        self._began = 0.0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._ask()

    def _ask(self) -> None:
        request = self._following()
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(END_OF_HEAD)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        place = head.index(LENGTH) + len(LENGTH)
        whole = end + len(END_OF_HEAD) + int(head[place:].split(b"\r\n", 1)[0])
        if len(self._buffer) < whole:
            return
        body = self._buffer[end + len(END_OF_HEAD) : whole]
        self._buffer = self._buffer[whole:]
        self._answered(self._began, int(head.split(b" ", 2)[1]), body)
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(exc)


async def load(
    port: int, requests: Sequence[bytes], clients: int, warm: float, duration: float
) -> Load:
    """Ask for `warm` and then `duration` seconds; the answers that come in the latter count.

    Raises: ConnectionError when the server closes a connection.
    """
    found = Load(duration)
    loop = asyncio.get_running_loop()
    first = time.perf_counter() + warm
    last = first + duration
    sent = 0

    def following() -> bytes | None:
        nonlocal sent
        if time.perf_counter() >= last:
            return None
        sent += 1
        return requests[sent % len(requests)]

    def answered(began: float, status: int, body: bytes) -> None:
        now = time.perf_counter()
        found.statuses[status] = found.statuses.get(status, 0) + 1
        if first <= now < last:
            found.seconds.append(now - began)

    processor = time.process_time()
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Client(following, answered), "127.0.0.1", port)
        for _ in range(clients)
    ]
    lost = await asyncio.gather(*(client.ended for _, client in made))
    found.client_share = (time.process_time() - processor) / (time.perf_counter() - began)
    if any(lost):
        raise ConnectionError(f"connections were lost: {[one for one in lost if one][:3]}")
    return found


async def ask_once(port: int, requests: Sequence[bytes]) -> list[tuple[float, int, bytes]]:
    """All requests at once, each on a connection of its own: seconds, status and body of each."""
    loop = asyncio.get_running_loop()
    found: list[Any] = [None] * len(requests)

    def client(place: int) -> Client:
        waiting = [requests[place]]

        def answered(began: float, status: int, body: bytes) -> None:
            found[place] = (time.perf_counter() - began, status, body)

        return Client(lambda: waiting.pop() if waiting else None, answered)

    made = [
        await loop.create_connection(lambda place=place: client(place), "127.0.0.1", port)
        for place in range(len(requests))
    ]
    await asyncio.gather(*(one.ended for _, one in made))
    return found


def run(coroutine: Any) -> Any:
    """Run it in the fastest event loop that is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(coroutine)
    return uvloop.run(coroutine)
