"""One process that serves: uvicorn around the application, signals, and an end without loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from pantoum.serve.access import Access
from pantoum.serve.access_log import AccessLog
from pantoum.serve.app import application
from pantoum.serve.engine import Engine
from pantoum.serve.keys import Keys
from pantoum.serve.listening import BACKLOG
from pantoum.serve.log import LineWriter
from pantoum.serve.metrics import Metrics
from pantoum.serve.protocol import guarded
from pantoum.serve.service import Service
from pantoum.serve.settings import Settings

# Files that a process has open beside its connections.
OTHER_FILES = 128
# Seconds for what is left behind the end of uvicorn, which has waited for all requests.
LAST = 1.0
# Seconds between two takings of the engine's counts, so that all workers know those of all.
COUNTING = 1.0


def serve(settings: Settings, listener: socket.socket, started: Callable[[], None]) -> None:
    """Load the models and answer requests until a signal ends it.

    SIGTERM and SIGINT end it when those requests that are there have been answered; SIGHUP has the
    models loaded anew.

    Args:
        listener: a socket that listens.
        started: called once requests are answered.
    Raises:
        PantoumError: for a model that cannot be loaded, and for a key file that cannot be used.
    """
    log = LineWriter()
    try:
        _allow_files(settings.limits.connections + OTHER_FILES)
        engine = Engine(settings.sources, settings.limits, device=settings.device)
        say = _sayer(log)
        with _said(say):
            engine.load()
            server_of(settings, engine, log, say, started).run([listener])
    finally:
        log.close()


def server_of(
    settings: Settings,
    engine: Engine,
    log: LineWriter,
    say: Callable[[str], None],
    started: Callable[[], None],
) -> Server:
    """A server that is not running yet.

    Args:
        engine: that it starts.
        log: of the requests.
        say: takes a sentence about what happens.
        started: called once requests are answered.
    Raises:
        PantoumError: for a key file that cannot be used.
    """
    keys = None if settings.key_file is None else Keys(settings.key_file, say)
    access = Access(keys, settings.hosts, settings.cors)
    service = Service(engine, access, Metrics(), settings.slow, settings.log_texts)
    app = application(service, AccessLog(log.line, texts=settings.log_texts))
    return Server(_config(app, settings), service, say, started)


def _config(app: Any, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=guarded(settings.slow, settings.limits.connections),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        backlog=BACKLOG,
        timeout_keep_alive=settings.idle,  # pyright: ignore[reportArgumentType] - any number
        timeout_graceful_shutdown=settings.drain,  # pyright: ignore[reportArgumentType]
    )


class Server(uvicorn.Server):
    """Uvicorn's server with an engine, and with signals of our own.

    Args:
        config: of uvicorn.
        service: whose engine answers.
        say: takes a sentence about what happens.
        started: called once requests are answered.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        service: Service,
        say: Callable[[str], None],
        started: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self.engine = service.engine
        self._metrics = service.metrics
        self._say = say
        self._announce = started
        self._reloading: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await self.engine.start()
        await super().startup(sockets)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End when those requests that are there have been answered."""
        if left := len(self.server_state.tasks):
            self._say(f"ending: {left:,} requests are answered first")
        await super().shutdown(sockets)
        await self.engine.drain(LAST)

    async def on_tick(self, counter: int) -> bool:
        """Do what is done ten times a second."""
        if counter % int(COUNTING * 10) == 0:
            self._metrics.update(self.engine)
        return await super().on_tick(counter)

    def _reload(self) -> None:
        """Load the models anew, one time after the other."""
        if self._reloading is None or self._reloading.done():
            self._reloading = asyncio.get_running_loop().create_task(self._reload_all())

    async def _reload_all(self) -> None:
        for one in await self.engine.reload():
            if not one.changed and one.error is None:  # of the others the engine's own log tells
                self._say(f"model {one.name} is as its files are")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGTERM and SIGINT end the server, and not the process."""
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Sentences(logging.Handler):
    """Says in one line what a library or the engine logs; never a traceback."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(record.getMessage())


@contextlib.contextmanager
def _said(say: Callable[[str], None]) -> Iterator[None]:
    """While this context is open, what is logged is said, of libraries only errors."""
    handler = _Sentences(say)
    levels = {"pantoum.serve": logging.INFO, "uvicorn": logging.ERROR, "asyncio": logging.ERROR}
    for name, level in levels.items():
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield
    finally:
        for name in levels:
            logging.getLogger(name).removeHandler(handler)


def _sayer(log: LineWriter) -> Callable[[str], None]:
    from pantoum.data.lines import one_line

    return lambda sentence: log.line(f"pantoum: {one_line(sentence)}")


def _allow_files(number: int) -> None:
    """Let this process have so many files open, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        most = number if hard == resource.RLIM_INFINITY else min(number, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
