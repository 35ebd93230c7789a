"""/predict: inputs, options, errors, and clients that leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.serve.fakes import FakePredictor, reached, said_of, until_waiting
from tests.serve.over_http import FakeTranslator, asking, error_of, run

from pantoum.serve import responses


def test_one_input_and_several() -> None:
    async def test() -> None:
        async with asking({"a": FakePredictor("A"), "b": FakePredictor("B")}) as asked:
            one = await asked.post("/predict", {"input": "x"})
            assert (one.status_code, one.headers["content-type"]) == (200, "application/json")
            assert one.json() == {
                "model": "a",
                "predictions": [{"source": "x", "said": said_of("A", "x")}],
            }
            several = await asked.post("/predict", {"model": "b", "input": ["x", "ix", "é"]})
            assert several.status_code == 200
            first, bad, last = several.json()["results"]
            assert several.json()["model"] == "b"
            assert first["predictions"][0]["said"] == said_of("B", "x")
            assert last["predictions"][0]["said"] == said_of("B", "é")
            assert bad["error"]["message"] == "ix is wrong"
            assert "é" in several.text  # as it is, not as an escape
            assert (await asked.post("/predict", {"input": []})).json()["results"] == []

    run(test())


def test_a_single_bad_input_is_a_bad_request() -> None:
    async def test() -> None:
        async with asking() as asked:
            answer = await asked.post("/predict", {"input": "ix"})
            assert answer.status_code == 400
            assert error_of(answer) == {
                "message": "ix is wrong",
                "setting": "inputs",
                "rule": "right",
            }
            assert "Traceback" not in (await asked.post("/predict", {"input": "rx"})).text

    run(test())


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "the body is empty"),
        (b"[" * 1_000, 400, "the body is nested more than"),
        ({"input": "x" * 11}, 400, ""),
        ({"input": ["x"] * 5}, 400, "the request has 5 inputs"),
        ({"input": "x", "nbest": 10_000}, 400, "nbest must be a whole number of at least 1 and"),
        ({"input": "x", "beem": 3}, 400, "a request has no field 'beem'"),
        ({"input": 5}, 400, "input must be"),
        ({}, 400, "the request has no 'input'"),
        ({"input": "x", "model": "c"}, 404, "no model is called 'c'"),
        (b" " * 2001, 413, "the body has more than 2,000 bytes: send fewer inputs at once"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_refused(body: Any, status: int, message: str) -> None:
    async def test() -> None:
        async with asking(items=4, symbols=10, body=2_000) as asked:
            answer = await asked.post("/predict", body)
            assert answer.status_code == status
            assert error_of(answer)["message"].startswith(message)
            assert asked.lines[-1]["status"] == status

    run(test())


def test_a_body_in_another_encoding_or_compressed() -> None:
    async def test() -> None:
        async with asking() as asked:
            for header, value, status in (
                ("content-type", "application/json; charset=latin-1", 415),
                ("content-type", 'text/plain; charset="UTF-8"', 200),
                ("content-type", "nonsense", 200),
                ("content-encoding", "gzip", 415),
                ("content-encoding", "identity", 200),
            ):
                answer = await asked.post("/predict", {"input": "x"}, headers={header: value})
                assert answer.status_code == status, (header, value)

    run(test())


def test_a_body_in_parts_is_counted_as_it_comes() -> None:
    """Of one that is too large no more is read than it takes to know that."""

    async def test() -> None:
        async with asking(body=1_000) as asked:
            sent = 0

            async def parts() -> AsyncIterator[bytes]:
                nonlocal sent
                for _ in range(50):
                    sent += 100
                    yield b" " * 100

            answer = await asked.client.post("/predict", content=parts())
            assert answer.status_code == 413
            assert sent == 5_000  # taken, and let go, so that the client reads the answer

            async def good() -> AsyncIterator[bytes]:
                yield b'{"inp'
                yield b'ut": "x"}'

            assert (await asked.client.post("/predict", content=good())).status_code == 200

    run(test())


def test_a_body_that_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "LINGER", 0.05)

    async def test() -> None:
        async with asking(slow=0.05) as asked:

            async def never() -> AsyncIterator[bytes]:
                yield b"{"
                await asyncio.sleep(3600)

            answer = await asked.client.post("/predict", content=never())
            assert answer.status_code == 408
            assert error_of(answer)["message"] == ("the body did not come in time: send it at once")
            assert answer.headers["connection"] == "close"

    run(test())


def test_a_full_queue_a_deadline_and_the_end() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with asking({"a": fake}, queue=2, batch=1, deadline=0.2) as asked:
            with fake.hold():
                first = asyncio.create_task(asked.post("/predict", {"input": "x"}))
                await reached(fake)
                second = asyncio.create_task(asked.post("/predict", {"input": ["y", "z"]}))
                await until_waiting(asked.engine, 2)
                full = await asked.post("/predict", {"input": "v"})
                assert full.status_code == 429
                assert int(full.headers["retry-after"]) >= 1
                assert error_of(full)["setting"] == "queue"
                for late in (await first, await second):
                    assert late.status_code == 504
                    assert error_of(late)["setting"] == "deadline"
            assert (await asked.get("/ready")).status_code == 200
            await asked.engine.drain(1)
            ended = await asked.post("/predict", {"input": "x"})
            assert (ended.status_code, ended.headers["retry-after"]) == (503, "1")
            assert (await asked.get("/ready")).json() == {"ready": False, "models": ["a"]}
            assert (await asked.get("/ready")).status_code == 503
            assert (await asked.get("/health")).json() == {"status": "ok"}

    run(test())


def test_the_inputs_of_a_client_that_leaves_are_not_computed() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with asking({"a": fake}, batch=1) as asked:
            with fake.hold():
                first = asyncio.create_task(asked.post("/predict", {"input": "x"}))
                await reached(fake)
                left = asyncio.Event()
                messages = iter(
                    [{"type": "http.request", "body": b'{"input": "y"}', "more_body": False}]
                )

                async def receive() -> Any:
                    for message in messages:
                        return message
                    await left.wait()
                    return {"type": "http.disconnect"}

                async def send(message: Any) -> None:
                    raise AssertionError(message)

                scope = {
                    "type": "http",
                    "method": "POST",
                    "path": "/predict",
                    "query_string": b"",
                    "headers": [(b"host", b"localhost")],
                }
                gone = asyncio.create_task(asked.app(scope, receive, send))
                await until_waiting(asked.engine, 1)
                left.set()
                await gone
                await until_waiting(asked.engine, 0)
                assert asked.lines[-1]["status"] is None
            assert (await first).status_code == 200
            assert fake.calls == [["x"]]

    run(test())


def test_what_nobody_expected_is_said_without_a_trace_of_the_code() -> None:
    async def test() -> None:
        async with asking() as asked:

            def fail(*_: Any, **__: Any) -> Any:
                raise KeyError("a secret\nthing")

            asked.engine.answer = fail  # pyright: ignore[reportAttributeAccessIssue]
            answer = await asked.post("/predict", {"input": "x"})
            assert answer.status_code == 500
            message = error_of(answer)["message"]
            assert "secret" not in answer.text
            line = asked.lines[-1]
            assert line["error_id"] in message
            assert line["error"].startswith("KeyError: ")
            assert "test_predict_routes.py" in line["error"]
            assert "\n" not in line["error"]

    run(test())


def test_texts_with_markup_and_escapes_come_back_as_they_are() -> None:
    text = "<script>alert(1)</script>\x1b[31m\x00\u202e"

    async def test() -> None:
        async with asking({"a": FakeTranslator()}) as asked:
            answer = await asked.post("/predict", {"input": text})
            assert answer.json()["predictions"][0]["text"] == text.swapcase()
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "\x1b" not in answer.text

    run(test())
