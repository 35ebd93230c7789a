"""An application over fake predictors, asked in this process."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import httpx
from tests.serve.fakes import SOON, FakePredictor, serving

from pantoum.serve.access import Access
from pantoum.serve.access_log import AccessLog
from pantoum.serve.app import application
from pantoum.serve.engine import Engine
from pantoum.serve.keys import Keys
from pantoum.serve.limits import Limits
from pantoum.serve.listening import listen
from pantoum.serve.log import LineWriter
from pantoum.serve.metrics import Metrics
from pantoum.serve.served_model import ServedModel
from pantoum.serve.server import Server, server_of
from pantoum.serve.service import Service
from pantoum.serve.settings import Settings

KEY = "a-key-of-the-tests"


@dataclass(frozen=True)
class FakeOutput:
    """What a fake translator makes of a text."""

    text: str

    def to_dict(self, source: str, rank: int = 1) -> dict[str, Any]:
        return {"source": source, "text": self.text, "rank": rank}


class FakeTranslator(FakePredictor):
    """Answers a text with its letters in the other case, then with them one more time."""

    task: ClassVar[str] = "seq2seq"
    metadata: ClassVar[Mapping[str, Any]] = {
        "models": [],
        "search": {"beam": 2, "length_penalty": 1},
    }
    has_attention: ClassVar[bool] = False

    class config:  # noqa: N801 - as a predictor has it
        class data:  # noqa: N801
            source_units: ClassVar[str] = "words"
            target_units: ClassVar[str] = "words"

    def __call__(self, texts: Sequence[str], **options: Any) -> Any:
        super().__call__(texts, **options)
        count = options.get("nbest", 1)
        return [
            [FakeOutput(text.swapcase() * (rank + 1)) for rank in range(count)] for text in texts
        ]


@dataclass
class Asked:
    """An application, and what it has said.

    lines: of the log, each a line of JSON.
    """

    client: httpx.AsyncClient
    app: Any
    engine: Engine
    service: Service
    lines: list[dict[str, Any]] = field(default_factory=list)

    async def post(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """Send JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(path, content=content, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for something."""
        return await self.client.get(path, **options)


@contextlib.asynccontextmanager
async def asking(
    models: Mapping[str, FakePredictor] | None = None,
    *,
    key_file: Path | None = None,
    hosts: Sequence[str] | None = None,
    origins: Sequence[str] = (),
    log_texts: bool = False,
    slow: float = SOON,
    **limits: Any,
) -> AsyncIterator[Asked]:
    """An application over an engine with fake predictors; by default there is one, `a`."""
    models = {"a": FakePredictor()} if models is None else models
    async with serving(models, **limits) as engine:
        keys = None if key_file is None else Keys(key_file, print)
        service = Service(engine, Access(keys, hosts, origins), Metrics(), slow, log_texts)
        async with asking_of(service) as asked:
            yield asked


@contextlib.asynccontextmanager
async def asking_of(service: Service) -> AsyncIterator[Asked]:
    """An application over an engine that is running."""
    lines: list[dict[str, Any]] = []
    log = AccessLog(lambda line: lines.append(json.loads(line)), texts=service.log_texts)
    app = application(service, log)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield Asked(client, app, service.engine, service, lines)


@contextlib.asynccontextmanager
async def asking_models(sources: Mapping[str, Path]) -> AsyncIterator[Asked]:
    """An application over real models."""
    engine = Engine(sources, Limits(poll=0.0))
    await engine.start()
    try:
        async with asking_of(Service(engine, Access(None, None), Metrics(), SOON)) as asked:
            yield asked
    finally:
        await engine.drain(SOON)


def key_file(folder: Path) -> Path:
    """A file with `KEY`."""
    path = folder / "keys"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def run(test: Coroutine[Any, Any, None]) -> None:
    """Run a test that waits, for a while."""

    async def in_time() -> None:
        async with asyncio.timeout(2 * SOON):
            await test

    asyncio.run(in_time())


def error_of(answer: httpx.Response) -> dict[str, Any]:
    """What an answer says is wrong; nothing of the code may be in it."""
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()["error"]
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text
    assert said["message"]
    return said


@contextlib.asynccontextmanager
async def listening(
    models: Mapping[str, FakePredictor] | None = None,
    limits: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[Server, Connect]]:
    """A server over fake predictors in this process, and what connects to it."""
    models = {"a": FakePredictor()} if models is None else models
    chosen = Limits(**{"window": 0.0, "poll": 0.0, **(limits or {})})
    engine = Engine(
        dict.fromkeys(models, ""),
        chosen,
        load=lambda name, place: ServedModel(name, models[name], place),
    )
    log = LineWriter(io.StringIO())
    started = asyncio.Event()
    described = Settings(sources={}, limits=chosen, **settings)
    server = server_of(described, engine, log, print, started.set)
    with listen("127.0.0.1", 0) as listener:
        running = asyncio.create_task(server._serve([listener]))
        await started.wait()
        where = listener.getsockname()
        connections: list[Connection] = []

        async def connect() -> Connection:
            connections.append(Connection(*await asyncio.open_connection(*where)))
            return connections[-1]

        try:
            yield server, connect
        finally:
            for one in connections:
                one.close()
            server.should_exit = True
            await running
            log.close()


@dataclass
class Connection:
    """A connection to a server, byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, *, has_body: bool = True) -> tuple[int, bytes]:
        """The status and the body of the next answer; status 0 where the connection ends."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return 0, b""
        length = re.search(rb"content-length: (\d+)", head)
        body = await self.reader.readexactly(int(length[1])) if length and has_body else b""
        return int(head.split()[1]), body

    async def ends(self) -> bool:
        """Whether the server closes the connection without a word."""
        try:
            return await self.reader.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        """End it."""
        self.writer.close()


Connect = Callable[[], Awaitable[Connection]]
