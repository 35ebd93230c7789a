"""A server as a process of its own, and connections to it byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Seconds in which a server must begin to answer, must end, and must answer a request.
PATIENCE = 120.0


@dataclass
class Served:
    """A server that runs.

    process: that was started; port: where it listens; log: the file that its stderr goes to.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def pids(self) -> list[int]:
        """The processes that answer: this one, or those that it has made."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children] or [pid]

    def megabytes(self) -> float:
        """Memory that the processes that answer have now."""
        return sum(_megabytes(pid) for pid in self.pids())

    def files(self) -> int:
        """Files and connections that they have open."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.pids())

    def threads(self) -> int:
        """Threads that they have."""
        return sum(len(os.listdir(f"/proc/{pid}/task")) for pid in self.pids())

    def signal(self, number: int) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self) -> int:
        """End it, and wait; its exit status."""
        self.signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def tracebacks(self) -> list[str]:
        """Lines of the log that no one should have to read."""
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            return [
                line.strip()[:500]
                for line in lines
                if "Traceback" in line or "error_id" in line or '"status": 500' in line
            ]


@contextlib.contextmanager
def served(arguments: Sequence[str], log: Path) -> Iterator[Served]:
    """A server with these arguments of `pantoum serve`, on a port that is free, which is ended with
    the block.
    """
    command = [sys.executable, "-m", "pantoum", "serve", *arguments, "--port", "0"]
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, stdout=subprocess.DEVNULL)
    try:
        yield Served(process, _port(process, log), log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"on http://127\.0\.0\.1:(\d+) ", log.read_text(encoding="utf-8"))
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit(f"the server does not begin: {log.read_text(encoding='utf-8')}")


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


@dataclass
class Connection:
    """A connection to a server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, port: int) -> Connection:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 24))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict[bytes, bytes], bytes]:
        """The status, the headers and the body of the next answer.

        Raises: ConnectionError where the connection ends before, and TimeoutError.
        """
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
                while head.startswith(b"HTTP/1.1 100 "):  # go on, it says, and then answers
                    head = await self.reader.readuntil(b"\r\n\r\n")
                first, *lines = head[:-4].split(b"\r\n")
                pairs = (line.split(b":", 1) for line in lines)
                headers = {name.strip().lower(): value.strip() for name, value in pairs}
                size = int(headers.get(b"content-length", b"0"))
                body = await self.reader.readexactly(size)
            except asyncio.IncompleteReadError as error:
                raise ConnectionError(f"no answer, but {error.partial[:100]!r}") from None
        return int(first.split()[1]), headers, body

    async def rest(self) -> bytes:
        """What comes up to the end of the connection, after nothing more is sent."""
        with contextlib.suppress(OSError):
            self.writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    def abort(self) -> None:
        """Be gone at once."""
        self.writer.transport.abort()


def post(path: str, body: bytes, headers: str = "") -> bytes:
    """A request, as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{headers}"
    return f"{head}\r\n".encode("latin-1") + body


def get(path: str) -> bytes:
    """A request, as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1")


def to_json(value: Any) -> bytes:
    """A value as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8")
