"""Connections: slow, silent and hostile clients, and too many of them."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.serve.fakes import FakePredictor, reached
from tests.serve.over_http import Connect, FakeTranslator, listening, run

from pantoum.serve import responses
from pantoum.serve.protocol import LARGEST_HEAD

HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def predict(body: bytes, length: int | None = None) -> bytes:
    """A request for a prediction."""
    said = len(body) if length is None else length
    return b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%b" % (
        said,
        body,
    )


async def healthy(connect: Connect) -> None:
    """See that others are answered, at once."""
    began = time.monotonic()
    other = await connect()
    await other.send(HEALTH)
    assert await other.answer() == (200, b'{"status":"ok"}')
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 0),
        (b"GET /hea", 408),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n", 408),
        (predict(b'{"input"', 20), 408),
        (b"POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", 408),
    ],
)
def test_a_slow_client_is_told_so_and_let_go(
    sent: bytes, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "LINGER", 0.1)

    async def test() -> None:
        async with listening(slow=0.2) as (_, connect):
            slow = await connect()
            await slow.send(sent)
            await healthy(connect)
            found, body = await slow.answer()
            assert found == status
            assert not body or json.loads(body)["error"]["message"]
            assert await slow.ends()

    run(test())


def test_a_client_that_sends_byte_by_byte_has_no_longer() -> None:
    async def test() -> None:
        async with listening(slow=0.3) as (_, connect):
            slow = await connect()
            began = time.monotonic()
            answer = asyncio.create_task(slow.answer())
            for byte in b"GET /" + b"a" * 1000:
                await slow.send(bytes([byte]))
                await asyncio.sleep(0.02)
                if answer.done():
                    break
            assert (await answer)[0] == 408
            assert time.monotonic() - began < 5

    run(test())


def test_a_silent_connection_is_closed_after_its_answers() -> None:
    async def test() -> None:
        async with listening(idle=0.2) as (_, connect):
            one = await connect()
            for _ in range(3):
                await one.send(HEALTH)
                assert (await one.answer())[0] == 200
            assert await one.ends()

    run(test())


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET /" + b"a" * (LARGEST_HEAD + 10), 431),
        (b"\0" * (LARGEST_HEAD + 10), 400),
        (b"GET http://localhost HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 20_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 8_000 + b"\r\n", 431),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_request(sent: bytes, status: int) -> None:
    async def test() -> None:
        async with listening() as (_, connect):
            one = await connect()
            one.writer.write(sent)
            found, body = await one.answer()
            assert found == status
            assert json.loads(body)["error"]["message"]
            assert await one.ends()
            await healthy(connect)

    run(test())


@pytest.mark.parametrize("request_line", [b"POST /predict", b"HEAD /ready"])
def test_a_body_that_is_not_chunked_as_it_says(request_line: bytes) -> None:
    async def test() -> None:
        async with listening() as (_, connect):
            one = await connect()
            head = request_line + b" HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            await one.send(head + b'\r\n{"input": "a"}')
            assert (await one.answer())[0] == 400
            assert await one.ends()
            late = await connect()
            await late.send(head + b"\r\n5\r\n")
            await asyncio.sleep(0.05)  # the request is being answered
            await late.send(b"{}{}{}no end")
            assert (await late.answer())[0] in ((200, 400) if b"HEAD" in request_line else (400,))
            await healthy(connect)

    run(test())


@pytest.mark.parametrize("behind", [b"no request\r\n\r\n", b"\0"])
def test_requests_before_what_is_none_are_answered(behind: bytes) -> None:
    async def test() -> None:
        async with listening() as (_, connect):
            broken = b"POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno chunk"
            for last in (behind, broken):
                one = await connect()
                await one.send(HEALTH + predict(b'{"input": "a"}') + last)
                assert await one.answer() == (200, b'{"status":"ok"}')
                status, body = await one.answer()
                assert status == 200
                assert json.loads(body)["predictions"][0]["source"] == "a"
                assert await one.ends()
            await healthy(connect)

    run(test())


@pytest.mark.parametrize("chunked", [False, True])
def test_fifty_megabytes_are_refused_with_an_answer(chunked: bool) -> None:
    """The answer comes while the client is still sending, and the rest is let go."""

    async def test() -> None:
        async with listening() as (_, connect):
            one = await connect()
            if chunked:
                await one.send(b"POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            else:
                await one.send(predict(b"", 50_000_000))
            answer = asyncio.create_task(one.answer())
            part = b" " * 100_000
            for _ in range(500):
                if one.writer.is_closing():
                    break
                await one.send(b"186a0\r\n" + part + b"\r\n" if chunked else part)
            status, body = await answer
            assert status == 413
            assert json.loads(body)["error"]["rule"] == "at most 1,000,000 bytes"
            await healthy(connect)

    run(test())


def test_a_client_that_does_not_read_is_let_go() -> None:
    async def test() -> None:
        fake = FakeTranslator()
        limits = {"items": 2000, "body": 10_000_000}
        async with listening({"a": fake}, limits, slow=0.3) as (server, connect):
            deaf = await connect()
            deaf.writer.transport.pause_reading()  # pyright: ignore[reportAttributeAccessIssue]
            # More than the buffers of both sides hold.
            body = {"input": ["x" * 1900] * 2000, "nbest": 4}
            await deaf.send(predict(json.dumps(body).encode()))
            await until(lambda: server.engine.statistics().items == 2000)
            await healthy(connect)
            await until(lambda: len(server.server_state.connections) == 1)

    run(test())


@pytest.fixture
def _many_files() -> Iterator[None]:
    """Both ends of a thousand connections are in this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("_many_files")
@pytest.mark.parametrize("sent", [b"", b"POST /pre", predict(b'{"input"', 20)], ids=len)
def test_a_thousand_silent_connections_do_not_keep_others_away(sent: bytes) -> None:
    async def test() -> None:
        async with listening(limits={"connections": 64}) as (server, connect):
            served = await connect()
            await served.send(HEALTH)
            assert (await served.answer())[0] == 200
            for _ in range(1000):
                await (await connect()).send(sent)
            await healthy(connect)
            assert len(server.server_state.connections) <= 64 + 64
            # One that has asked before is kept the longest.
            await served.send(HEALTH)
            assert (await served.answer())[0] == 200

    run(test())


def test_where_all_are_answered_more_are_told_to_come_again() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with listening({"a": fake}, {"connections": 3, "batch": 1}) as (_, connect):
            with fake.hold():
                busy = [await connect() for _ in range(3)]
                for one in busy:
                    await one.send(predict(b'{"input": "x"}'))
                await reached(fake)
                more = await connect()
                await more.send(HEALTH)
                status, body = await more.answer()
                assert status == 503
                assert json.loads(body)["error"]["message"] == (
                    "too many clients are connected: ask again in a second"
                )
                assert await more.ends()
            for one in busy:
                assert (await one.answer())[0] == 200
            await healthy(connect)

    run(test())


def test_a_client_that_closes_leaves_the_queue() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with listening({"a": fake}, {"batch": 1}) as (server, connect):
            with fake.hold():
                first = await connect()
                await first.send(predict(b'{"input": "x"}'))
                await reached(fake)
                gone = await connect()
                await gone.send(predict(b'{"input": "y"}'))
                await until(lambda: server.engine.statistics().waiting == 1)
                gone.close()
                await until(lambda: server.engine.statistics().waiting == 0)
            assert (await first.answer())[0] == 200
            assert fake.calls == [["x"]]

    run(test())


def test_a_client_that_has_sent_more_requests_at_once_leaves_the_queue() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with listening({"a": fake}, {"batch": 1}) as (server, connect):
            with fake.hold():
                first = await connect()
                await first.send(predict(b'{"input": "x"}'))
                await reached(fake)
                gone = await connect()
                await gone.send(predict(b'{"input": "y"}') * 3)
                await until(lambda: server.engine.statistics().waiting == 1)
                gone.close()
                await until(lambda: server.engine.statistics().waiting == 0)
            assert (await first.answer())[0] == 200
            await healthy(connect)
            assert fake.calls == [["x"]]

    run(test())


async def until(true: Any) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def test_the_end_waits_for_answers_and_takes_no_more() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with listening({"a": fake}) as (server, connect):
            idle = await connect()
            await idle.send(HEALTH)
            assert (await idle.answer())[0] == 200
            with fake.hold():
                busy = await connect()
                await busy.send(predict(b'{"input": "x"}'))
                await reached(fake)
                server.should_exit = True
                assert await idle.ends()
                with pytest.raises(ConnectionRefusedError):
                    await connect()
            status, body = await busy.answer()
            assert (status, json.loads(body)["model"]) == (200, "a")
            assert await busy.ends()

    run(test())


def test_the_end_comes_in_time_with_an_answer_for_those_that_wait() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with listening({"a": fake}, drain=0.3) as (server, connect):
            with fake.hold():
                busy = await connect()
                await busy.send(predict(b'{"input": "x"}'))
                await reached(fake)
                server.should_exit = True
                status, body = await busy.answer()
                assert status == 503
                assert json.loads(body)["error"]["message"] == (
                    "the server ends before this request was answered: ask again"
                )

    run(test())
