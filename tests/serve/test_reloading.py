"""Models that are loaded anew beside those that answer meanwhile."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.hub_server import LocalHub
from tests.serve.fakes import (
    SOON,
    FakePredictor,
    ask,
    model_in_file,
    reached,
    request,
    said_of,
    until_waiting,
)
from tests.serve.test_engine import run
from tests.stored.making import FOLDER

from pantoum.errors import PantoumError
from pantoum.serve.engine import Engine
from pantoum.serve.errors import UnknownModel
from pantoum.serve.limits import Limits
from pantoum.serve.reloading import Reloaded


@asynccontextmanager
async def serving_files(*files: Path) -> AsyncIterator[Engine]:
    """An engine that serves fake models whose versions stand in files."""
    sources = {file.stem: file for file in files}
    engine = Engine(sources, Limits(window=0.0, poll=0.0), load=model_in_file)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.drain(SOON)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "m.onnx", "1")


def write(file: Path, version: str) -> Path:
    """Another version in a file, as it is put in place of another."""
    new = file.with_name("new")
    new.write_text(version, encoding="utf-8")
    os.replace(new, file)
    return file


def fake_of(engine: Engine, name: str | None = None) -> FakePredictor:
    return engine.model(name).predictor


def test_requests_that_are_there_end_on_the_old_model(file: Path) -> None:
    async def test() -> None:
        async with serving_files(file) as engine:
            old = fake_of(engine)
            with old.hold():
                held = asyncio.create_task(ask(engine, "x"))
                await reached(old)
                waits = asyncio.create_task(ask(engine, "y"))
                await until_waiting(engine, 1)
                write(file, "2")
                assert await engine.reload() == [Reloaded("m", True, None)]
                new = asyncio.create_task(ask(engine, "z"))
                await until_waiting(engine, 2)
            assert await held == [said_of("1", "x")]
            assert await waits == [said_of("1", "y")]
            assert await new == [said_of("2", "z")]
            assert old.calls == [["x"], ["y"]]
            assert fake_of(engine).calls == [["z"]]
            assert engine.statistics().reloads == 1

    run(test())


def test_the_old_model_leaves_the_memory(file: Path) -> None:
    async def test() -> None:
        async with serving_files(file) as engine:
            old = weakref.ref(fake_of(engine))
            await ask(engine, "x")
            write(file, "2")
            await engine.reload()
            for _ in range(100):
                gc.collect()
                if old() is None:
                    break
                await asyncio.sleep(0.05)
            assert old() is None
            assert await ask(engine, "x") == [said_of("2", "x")]

    run(test())


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("broken", "{file}: it is broken: mend it"),
        (
            "crash",
            "{file}: the model cannot be loaded: RuntimeError: try it with `pantoum predict`",
        ),
        (None, "{file}: cannot be read: No such file or directory: check that it is a file that "),
    ],
)
def test_a_model_that_does_not_load_leaves_the_old_one(
    file: Path, version: str | None, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with serving_files(file) as engine:
            if version is None:
                file.unlink()
            else:
                write(file, version)
            (done,) = await engine.reload("m")
            assert (done.name, done.changed) == ("m", False)
            assert str(done.error).startswith(message.format(file=file))
            assert engine.model().last_error == done.error
            assert engine.model().entry()["last_error"] == done.error
            assert await ask(engine, "x") == [said_of("1", "x")]
            assert engine.statistics().failed_reloads == 1
            write(file, "2")
            assert await engine.reload() == [Reloaded("m", True, None)]
            assert engine.model().last_error is None
            assert await ask(engine, "x") == [said_of("2", "x")]

    run(test())
    # What nobody expected is told in whole to whoever reads the log, and to no client.
    assert ("RuntimeError: at /a/place (" in caplog.text) == (version == "crash")


def test_files_that_are_the_same_are_not_loaded(file: Path) -> None:
    async def test() -> None:
        async with serving_files(file) as engine:
            old = engine.model()
            assert await engine.reload() == [Reloaded("m", False, None)]
            write(file, "broken")
            await engine.reload()
            assert old.last_error is not None
            write(file, "1")
            assert await engine.reload() == [Reloaded("m", False, None)]
            assert engine.model() is old
            assert old.last_error is None

    run(test())


def test_changed_files_are_loaded_once_they_rest(file: Path, tmp_path: Path) -> None:
    async def test() -> None:
        other = write(tmp_path / "n.onnx", "A")
        async with serving_files(file, other) as engine:
            assert await engine.look() == []
            write(file, "2")
            assert await engine.look() == []
            write(file, "33")
            assert await engine.look() == []
            assert await engine.look() == [Reloaded("m", True, None)]
            assert await engine.look() == []
            assert await ask(engine, "x") == [said_of("33", "x")]
            assert await ask(engine, "x", model="n") == [said_of("A", "x")]
            write(file, "broken")
            write(other, "B")
            assert await engine.look() == []
            first, second = await engine.look()
            assert (first.name, first.changed, second) == ("m", False, Reloaded("n", True, None))
            assert await engine.look() == []  # it is not tried again before it changes

    run(test())


def test_files_are_looked_at_all_the_time(file: Path) -> None:
    async def test() -> None:
        engine = Engine({"m": file}, Limits(poll=0.001), load=model_in_file)
        await engine.start()
        write(file, "2")
        while engine.statistics().reloads == 0:
            await asyncio.sleep(0.001)
        assert await ask(engine, "x") == [said_of("2", "x")]
        await engine.drain(SOON)

    run(test())


def test_a_model_that_is_not_there_is_not_loaded(file: Path) -> None:
    async def test() -> None:
        async with serving_files(file) as engine:
            with pytest.raises(UnknownModel):
                await engine.reload("n")

    run(test())


def test_a_directory_that_is_half_written_leaves_the_old_model(tmp_path: Path) -> None:
    """The files of another model come one after the other."""
    folder = tmp_path / "model"
    shutil.copytree(FOLDER / "format4" / "additive_lstm", folder)
    other = FOLDER / "format4" / "deep_rnn_without_attention"

    async def test() -> None:
        engine = Engine({"m": folder}, Limits(poll=0.0))
        await engine.start()

        async def text(given: str) -> Any:
            (answer,) = await engine.answer(request(engine, given))
            return answer["predictions"][0]

        old = await text("abc")
        errors = []
        names = sorted(path.name for path in other.iterdir() if path.name != "answers.json")
        for name in names:
            shutil.copy(other / name, folder / name)
            await engine.look()
            for done in await engine.look():
                errors.append(done.error)
                if done.error is not None:
                    assert await text("abc") == old
        assert errors[-1] is None
        assert any("it is not of the model" in str(error) for error in errors)
        entry = engine.model().entry()
        assert (entry["attention"], entry["last_error"]) == (False, None)
        assert await text("abc") != old
        await engine.drain(SOON)

    run(test())


def test_a_model_on_the_hub_is_loaded_anew_when_that_is_asked(hub: LocalHub) -> None:
    def files(name: str) -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in (FOLDER / "format4" / name).iterdir()}

    repository = hub.add("anna/model", files("additive_lstm"))

    async def test() -> None:
        engine = Engine({"m": "hf://anna/model"}, Limits(poll=0.0))
        await engine.start()
        assert engine.model().entry()["attention"]
        assert await engine.reload() == [Reloaded("m", False, None)]
        repository.commit(files("deep_rnn_without_attention"))
        assert await engine.look() == []
        assert await engine.look() == []
        assert engine.model().entry()["attention"]
        assert await engine.reload() == [Reloaded("m", True, None)]
        assert not engine.model().entry()["attention"]
        (answer,) = await engine.answer(request(engine, "abc"))
        assert answer["predictions"][0]["source"] == "abc"
        await engine.drain(SOON)

    run(test())


def test_what_cannot_be_loaded_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="no such directory"):
        Engine({"m": tmp_path / "none"}, Limits()).load()
    broken = write(tmp_path / "m.onnx", "this is no graph")
    with pytest.raises(PantoumError, match=r"m\.onnx"):
        Engine({"m": broken}, Limits()).load()
