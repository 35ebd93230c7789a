"""The engine, with predictors whose answers, errors and times are the tests'."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import pytest
from tests.serve.fakes import (
    SOON,
    FakePredictor,
    ask,
    reached,
    request,
    said_of,
    serving,
    until_waiting,
)

from pantoum.serve.engine import Engine
from pantoum.serve.errors import (
    DeadlinePassed,
    Draining,
    OptionsError,
    QueueFull,
    UnknownModel,
)
from pantoum.serve.limits import Limits


def run(test: Coroutine[Any, Any, None]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(2 * SOON):
            await test

    asyncio.run(in_time())


def test_answers_stand_in_the_order_of_the_inputs() -> None:
    async def test() -> None:
        async with serving({"a": FakePredictor("A"), "b": FakePredictor("B")}) as engine:
            assert await ask(engine, "x") == [said_of("A", "x")]
            assert await ask(engine, ["x", "yy"], model="b") == [
                said_of("B", "x"),
                said_of("B", "yy"),
            ]
            assert await ask(engine, []) == []
            assert await ask(engine, [" x "]) == [said_of("A", "x")]
            found = await engine.answer(request(engine, "x"))
            assert found == [{"predictions": [{"source": "x", "said": said_of("A", "x")}]}]

    run(test())


def test_requests_of_equal_options_share_a_batch_and_others_do_not() -> None:
    async def test() -> None:
        fake = FakePredictor()
        other = FakePredictor("2")
        async with serving({"a": fake, "b": other}) as engine:
            with fake.hold():
                first = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                rest = [
                    asyncio.create_task(ask(engine, given, **fields))
                    for given, fields in [
                        ("aa", {}),
                        ("b", {"nbest": 2}),
                        (["bb", "cc"], {}),
                        ("dd", {"model": "b"}),
                        ("ff", {"group": "g"}),
                        ("gg", {"nbest": 2}),
                        ("hh", {"group": "h"}),
                        ("jj", {"model": "a"}),
                    ]
                ]
                await until_waiting(engine, 9)
            answers = await asyncio.gather(first, *rest)
            assert fake.calls == [
                ["x"],
                ["aa", "bb", "cc", "jj"],
                ["b", "gg"],
                ["ff", "hh"],
            ]
            assert other.calls == [["dd"]]
            assert answers[2] == [said_of("1", "b", {"nbest": 2})]
            assert answers[5] == [said_of("1", "ff", {}, {"group": "g"})]
            assert answers[7] == [said_of("1", "hh", {}, {"group": "h"})]
            assert answers[4] == [said_of("2", "dd")]

    run(test())


def test_a_batch_has_at_most_so_many_inputs() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}, batch=3) as engine:
            texts = [f"x{number}" for number in range(8)]
            assert await ask(engine, texts) == [said_of("1", text) for text in texts]
            assert fake.calls == [texts[:3], texts[3:6], texts[6:]]
            counts = engine.statistics()
            assert (counts.requests, counts.items, counts.batches) == (1, 8, 3)
            assert counts.batch_sizes == {3: 2, 2: 1}

    run(test())


def test_a_bad_input_fails_alone_in_its_own_place(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}) as engine:
            texts = ["x", "i1", "y", "e1", "z", "r secret", "m", "i2", "w"]
            with fake.hold():
                held = asyncio.create_task(ask(engine, "v"))
                await reached(fake)
                mixed = asyncio.create_task(ask(engine, texts))
                good = asyncio.create_task(ask(engine, ["u", "t"]))
                await until_waiting(engine, 11)
            answers = await mixed
            assert await held == [said_of("1", "v")]
            assert await good == [said_of("1", "u"), said_of("1", "t")]
            assert answers == [
                said_of("1", "x"),
                "i1 is wrong",
                said_of("1", "y"),
                "e1 is wrong",
                said_of("1", "z"),
                "the model cannot answer this input (RuntimeError): leave it out; whoever runs the "
                "server finds more in its log",
                "there is not enough memory for this input: give a shorter one, or ask for fewer "
                "outputs or a narrower beam",
                "i2 is wrong",
                said_of("1", "w"),
            ]
            assert engine.statistics().errors == 5
            assert await ask(engine, "after") == [said_of("1", "after")]

    with caplog.at_level(logging.ERROR):
        run(test())
    lines = [record.getMessage() for record in caplog.records]
    kinds = [line.partition(" in fakes.py, line ")[0] for line in lines]
    assert sorted(kinds) == ["model a: MemoryError", "model a: RuntimeError"]
    assert "secret" not in caplog.text


def test_an_error_has_its_parts() -> None:
    async def test() -> None:
        async with serving({"a": FakePredictor()}) as engine:
            (answer,) = await engine.answer(request(engine, "i1"))
            assert answer == {
                "error": {"message": "i1 is wrong", "setting": "inputs", "rule": "right"}
            }

    run(test())


def test_inputs_with_problems_do_not_reach_the_model() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}, symbols=5) as engine:
            answers = await ask(engine, ["x", 5, "too long", ["a", "b"], "y"])
            assert answers == [
                said_of("1", "x"),
                "input must be a string, but is 5",
                "input has 8 characters: give at most 5",
                "a list of words is an input of a tagger alone: give a string",
                said_of("1", "y"),
            ]
            assert fake.calls == [["x", "y"]]
            assert await ask(engine, 7) == ["input must be a string, but is 7"]

    run(test())


def test_options_that_a_model_does_not_have_refuse_the_request() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}) as engine:
            with fake.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                bad = [
                    asyncio.create_task(ask(engine, "y", scheme="BIO")),
                    asyncio.create_task(ask(engine, ["y", "z"], scheme="BIO")),
                    asyncio.create_task(ask(engine, "y", top_k=3)),
                ]
                await until_waiting(engine, 4)
            first, second, third = await asyncio.gather(*bad, return_exceptions=True)
            for error in (first, second):
                assert isinstance(error, OptionsError)
                assert str(error) == "no option 'scheme'; leave it"
                assert (error.setting, error.value) == ("scheme", "BIO")
            assert isinstance(third, OptionsError)
            assert str(third).startswith("the model cannot work with these options (RuntimeError)")
            assert await held == [said_of("1", "x")]

    run(test())


def test_a_cancelled_request_leaves_the_queue() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}) as engine:
            with fake.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                gone = asyncio.create_task(ask(engine, ["a1", "a2"]))
                stays = asyncio.create_task(ask(engine, "y"))
                await until_waiting(engine, 3)
                gone.cancel()
                await until_waiting(engine, 1)
                held.cancel()  # its input is with the model already
                await asyncio.wait([held, gone])
            assert await stays == [said_of("1", "y")]
            assert gone.cancelled()
            assert held.cancelled()
            assert fake.calls == [["x"], ["y"]]
            assert engine.statistics().cancelled == 2

    run(test())


def test_a_request_is_given_up_at_its_deadline() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}, deadline=0.01) as engine:
            with fake.hold():
                with pytest.raises(DeadlinePassed, match=r"not answered within 0\.01 seconds"):
                    await ask(engine, "x")
                with pytest.raises(DeadlinePassed, match="within 0 seconds"):
                    await engine.answer(request(engine, ["y", "z"]), deadline=0)
                assert engine.statistics().waiting == 0
            assert engine.statistics().expired == 2
            patient = await engine.answer(request(engine, "w"), deadline=SOON)
            assert patient[0]["predictions"][0]["said"] == said_of("1", "w")
            assert fake.calls == [["x"], ["w"]]

    run(test())


def test_a_full_queue_refuses_a_request_whole() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}, queue=3) as engine:
            with fake.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                waits = asyncio.create_task(ask(engine, ["a", "b"]))
                await until_waiting(engine, 2)
                with pytest.raises(QueueFull) as caught:
                    await ask(engine, ["c", "d"])
                assert caught.value.retry_after == 1
                assert caught.value.rule == "at most 3 inputs wait"
                fits = asyncio.create_task(ask(engine, "c"))
                await until_waiting(engine, 3)
            assert await held == [said_of("1", "x")]
            assert await waits == [said_of("1", "a"), said_of("1", "b")]
            assert await fits == [said_of("1", "c")]
            assert engine.statistics().refused == 1
            # Where nothing waits, a request may have more inputs than may wait.
            assert len(await ask(engine, ["x"] * 9)) == 9

    run(test())


def test_a_model_that_is_not_there() -> None:
    async def test() -> None:
        async with serving({"a": FakePredictor(), "b": FakePredictor()}) as engine:
            with pytest.raises(UnknownModel) as caught:
                await ask(engine, "x", model="c")
            assert str(caught.value) == "no model is called 'c': give one of a, b"
            assert engine.names == ["a", "b"]
            assert engine.model().name == "a"
            assert engine.model("b").name == "b"

    run(test())


def test_draining_answers_what_is_there_and_takes_no_more() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}) as engine:
            assert engine.ready
            with fake.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                waits = asyncio.create_task(ask(engine, "y"))
                await until_waiting(engine, 1)
                draining = asyncio.create_task(engine.drain(SOON))
                await asyncio.sleep(0)
                assert not engine.ready
                with pytest.raises(Draining):
                    await ask(engine, "z")
                assert not draining.done()
            await draining
            assert await held == [said_of("1", "x")]
            assert await waits == [said_of("1", "y")]

    run(test())


def test_draining_gives_up_what_is_not_answered_in_time() -> None:
    async def test() -> None:
        fake = FakePredictor()
        async with serving({"a": fake}) as engine:
            with fake.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(fake)
                await engine.drain(0.01)
                with pytest.raises(Draining):
                    await held

    run(test())


def test_nothing_is_taken_before_the_start() -> None:
    engine = Engine({"a": ""}, Limits())
    assert not engine.ready
    with pytest.raises(Draining):
        asyncio.run(engine.answer(request(engine, "x")))
