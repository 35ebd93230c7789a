"""Drawn requests that nobody should send: each has an answer that is no failure of the server."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Any

import pytest
from benchmarks.hostile.mutations import Mutations
from tests.serve.fakes import FakePredictor
from tests.serve.over_http import Connect, FakeTranslator, listening, run

REQUESTS = 600


@pytest.mark.parametrize("seed", [1, 2])
def test_no_request_makes_the_server_fail(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    drawn = Mutations(seed, ["a", "b"])
    requests = [drawn.request() for _ in range(REQUESTS)]

    async def test() -> None:
        models = {"a": FakePredictor(), "b": FakeTranslator()}
        async with listening(models, slow=0.2) as (_, connect):
            waiting = iter(requests)
            await asyncio.gather(*(send(connect, waiting) for _ in range(8)))
            one = await connect()
            await one.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert await one.answer() == (200, b'{"status":"ok"}')

    run(test())
    # The engine tells of what the fakes cannot do.
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert not [one for one in errors if one.name != "pantoum.serve.batch"]


async def send(connect: Connect, waiting: Any) -> None:
    """Send each request on a connection of its own, and check what is answered."""
    for request in waiting:
        one = await connect()
        one.writer.write(request)
        status, body = await one.answer(has_body=not request.startswith(b"HEAD "))
        while status == 100:
            status, body = await one.answer()
        one.close()
        check(request, status, body)


def check(request: bytes, status: int, body: bytes) -> None:
    """Nothing went wrong in the server, and what is wrong with the request is said."""
    assert status == 0 or 200 <= status < 500, (request, status, body)
    if status >= 400 and body:
        error = json.loads(body)["error"]
        sentence = error if isinstance(error, str) else error["message"]
        assert len(sentence) > 10
        assert b"Traceback" not in body
        assert re.search(rb"\.py\b", body) is None or b".py" in request
