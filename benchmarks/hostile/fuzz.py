"""A server under requests that nobody should send: never a 500, never a traceback, healthy after.

    python benchmarks/hostile/fuzz.py TEXTS [NAME=]MODEL... [--requests 10000] [--seed 1]

Sends drawn paths, methods, headers and bodies (`mutations.py`) to /predict, /inspect,
/translate, /detect and others of a server that is a process of its own. A steady client asks
/health and for a good prediction beside, and must always be answered.

Prints one JSON object. The exit status is 1 if a promise was broken: a status of 500, no answer at
all, an error without a sentence, anything of the code in an answer, an unexpected error in the log,
or a steady client that was not served. `--show N` prints the request with this number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutations import Mutations
from server_process import Connection, Served, get, post, served, to_json

CLIENTS = 8
# Of inputs: large ones are for the measurements of time, not for this.
LIMITS = ["--max_work", "60000", "--slow", "1", "--deadline", "20"]
# Seconds that the steady client may wait.
STEADY = 15.0
SHOWN = 10
CODE = re.compile(rb"Traceback|\.py\b|File \"|site-packages|pantoum\.")
# All that the log may say, beside a line for each request.
EXPECTED = re.compile(r"\{|pantoum: (serving|ending)")


@dataclass
class Found:
    """What was seen.

    statuses: how many answers have each; broken: what should not have happened; slowest: seconds of
    the steady client.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    broken: dict[str, list[str]] = field(default_factory=dict)
    silent: int = 0
    steady: int = 0
    slowest: float = 0.0

    def fault(self, kind: str, what: object) -> None:
        """Note a broken promise."""
        kept = self.broken.setdefault(kind, [])
        if len(kept) < SHOWN:
            kept.append(str(what)[:1_500])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, help="only print the request with this number")
    options = parser.parse_args()
    lines = options.texts.read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[0] for line in lines if line.strip()]
    names = [one.rpartition("=")[0] or Path(one).stem for one in options.models]
    mutations = Mutations(options.seed, names, texts[:200])
    requests = [mutations.request() for _ in range(options.requests)]
    if options.show is not None:
        print(requests[options.show])
        return 0
    found = Found()
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        served([*options.models, *LIMITS], Path(folder) / "log") as server,
    ):
        asyncio.run(fuzz(server, requests, found, texts[0]))
        if status := server.end():
            found.fault("exit status", status)
        _check_log(server, found)
    told = {
        "requests": options.requests,
        "seed": options.seed,
        "seconds": round(time.perf_counter() - began, 1),
        "statuses": dict(sorted(found.statuses.items())),
        "closed_without_a_word": found.silent,
        "steady_requests": found.steady,
        "steady_slowest_seconds": round(found.slowest, 2),
        "broken": found.broken,
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))
    return 1 if found.broken else 0


async def fuzz(server: Served, requests: list[bytes], found: Found, text: str) -> None:
    """Send all requests, and ask steadily beside."""
    waiting = iter(enumerate(requests))

    async def client() -> None:
        for number, request in waiting:
            await _send(server, number, request, found)

    steady = asyncio.create_task(_steadily(server, found, text))
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    steady.cancel()
    await _ask(server, found, get("/health"))
    await _ask(server, found, post("/predict", to_json({"input": text})))


async def _send(server: Served, number: int, request: bytes, found: Found) -> None:
    try:
        connection = await Connection.to(server.port)
        try:
            await connection.send(request)
            if request.startswith(b"HEAD "):
                head = await connection.reader.readuntil(b"\r\n\r\n")
                found.statuses[int(head.split()[1])] += 1
                return
            status, headers, body = await connection.answer()
        finally:
            connection.abort()
    except ConnectionError as error:
        # Nothing that could be answered, or the answer was lost by what was still being sent.
        if _is_whole(request):
            found.fault("lost", f"{number}: {error}: {request[:300]!r}")
        found.silent += 1
        return
    except (TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        found.fault("no answer", f"{number}: {type(error).__name__}: {request[:300]!r}")
        return
    found.statuses[status] += 1
    check(number, request, status, headers, body, found)


def check(
    number: int,
    request: bytes,
    status: int,
    headers: dict[bytes, bytes],
    body: bytes,
    found: Any,
) -> None:
    """Note what should not be in an answer."""
    said = f"{number}: {request[:600]!r}: {status} {body[:400]!r}"
    if status in (500, 504) or not 200 <= status < 600:
        found.fault(f"status {status}", said)
    if status < 400:
        return
    if match := CODE.search(body):
        asked = request if match[0] in request else b""
        if not asked:
            found.fault("code in an answer", said)
    try:
        error = json.loads(body)["error"]
        sentence = error if isinstance(error, str) else error["message"]
    except (ValueError, KeyError, TypeError):
        found.fault("no JSON", f"{said} {headers}")
        return
    if not isinstance(sentence, str) or len(sentence) < 10:
        found.fault("no sentence", said)
    if "cannot answer this input" in sentence or "cannot work with these options" in sentence:
        found.fault("unexpected", said)


def _is_whole(request: bytes) -> bool:
    """Whether a server must understand a request: its head, and a body as long as that says."""
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)(\r|$)", head)
    line = re.match(rb"(GET|POST) /[ -~]* HTTP/1\.1\r\n", head)
    return bool(line and length and int(length[1]) == len(body) < 1_000_000 and len(head) < 20_000)


async def _steadily(server: Served, found: Found, text: str) -> None:
    while True:
        await _ask(server, found, get("/health"))
        await _ask(server, found, post("/predict", to_json({"input": text})))
        await asyncio.sleep(0.05)


async def _ask(server: Served, found: Found, request: bytes) -> None:
    """Ask for something that must be answered, whatever others do."""
    began = time.perf_counter()
    try:
        connection = await Connection.to(server.port)
        await connection.send(request)
        status, _, body = await connection.answer()
        connection.abort()
    except (OSError, TimeoutError) as error:
        found.fault("steady client", f"{request!r}: {type(error).__name__}: {error}")
        return
    seconds = time.perf_counter() - began
    found.steady += 1
    found.slowest = max(found.slowest, seconds)
    if status != 200 or seconds > STEADY:
        found.fault("steady client", f"{request!r}: {status} after {seconds:.1f} s: {body[:200]!r}")


def _check_log(server: Served, found: Found) -> None:
    for line in server.tracebacks():
        found.fault("error in the log", line)
    with server.log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not EXPECTED.match(line):
                found.fault("other lines in the log", line)


if __name__ == "__main__":
    sys.exit(main())
