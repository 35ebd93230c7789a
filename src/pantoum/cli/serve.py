"""``pantoum serve``: models that answer over HTTP, and a page that shows what they do."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli import guarded
from pantoum.cli.arguments import at_least, command_parser, named
from pantoum.cli.messages import say
from pantoum.cli.named_models import sources_of
from pantoum.cli.serve_environment import MODELS, table_of, with_environment
from pantoum.config.rules import descriptions_of
from pantoum.errors import PantoumError
from pantoum.serve.limits import Limits

if TYPE_CHECKING:
    import socket

    from pantoum.serve.server import Settings

HOST = "127.0.0.1"
PORT = 8000
LARGEST_PORT = 65_535
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# The names that a request may have for a server that only this machine can reach: a page of
# elsewhere, whose name was made to lead here, has another one.
NAMES_OF_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Limits that are not the most of something, and the least that each may be.
OTHER_LIMITS = {"deadline": 0.01, "window": 0.0, "threads": 0, "poll": 0.0}


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(with_environment(parser, arguments, os.environ))
    if not options.models:
        parser.error(f"give a model: DIR, FILE.onnx or NAME=DIR, or set {MODELS}")
    settings = _settings(options, sources_of(options.models))
    from pantoum.serve.keys import read_keys
    from pantoum.serve.listening import address, listen

    if settings.key_file is not None:
        read_keys(settings.key_file)
    host = options.host or HOST
    with listen(host, options.port) as listener:
        url = f"http://{address(host, listener.getsockname()[1])}"
        if host not in LOOPBACK and settings.key_file is None:
            say(f"whoever reaches {url} can use it; --key_file asks for keys")

        def started() -> None:
            say(f"serving {', '.join(settings.sources)} on {url} (page), docs at {url}/docs")

        return _serve(settings, listener, options.workers, started)


def _serve(
    settings: Settings, listener: socket.socket, workers: int, started: Callable[[], None]
) -> int:
    if workers == 1:
        return _serve_here(settings, listener, started)
    from pantoum.serve.workers import Workers

    def work(answers: Callable[[], None]) -> int:
        return guarded(lambda: _serve_here(settings, listener, answers), "serve")

    return Workers(workers, work, say, started, listener.close, settings.drain + 10).run()


def _serve_here(settings: Settings, listener: socket.socket, started: Callable[[], None]) -> int:
    # Before the server listens to it, it would end the process: `systemctl reload` at a start.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        from pantoum.serve.server import serve
    except ImportError as error:
        raise PantoumError(
            f"a server needs the extra `serve` ({error.name} is not installed)",
            setting="command",
            remedy="in a clone of Pantoum, pip install -e '.[serve]'",
        ) from error
    serve(settings, listener, started)
    return 0


def _settings(options: argparse.Namespace, sources: dict[str, str | Path]) -> Settings:
    from pantoum.serve.settings import Settings

    given = {flag: getattr(options, flag) for flag in _flags_of_limits().values()}
    limits = Limits(**{name: given[flag] for name, flag in _flags_of_limits().items()})
    if options.workers > 1 and limits.threads == 0:
        from pantoum.processors import available_processors

        limits = replace(limits, threads=max(1, available_processors() // options.workers))
    return Settings(
        sources=sources,
        limits=limits,
        key_file=options.key_file,
        hosts=None if options.host else NAMES_OF_LOOPBACK,
        cors=tuple(options.cors),
        device=options.device,
        slow=options.slow,
        idle=options.idle,
        drain=options.drain,
        log_texts=options.log_texts,
    )


def _flags_of_limits() -> dict[str, str]:
    """The flag of each limit, without dashes, by its name."""
    names = [one.name for one in fields(Limits)]
    return {name: name if name in OTHER_LIMITS else f"max_{name}" for name in names}


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "serve",
        "Answer over HTTP with one or more models: JSON at /predict and /inspect, LibreTranslate's "
        "/translate, and a page that shows what a model does. SIGTERM and Ctrl-C end it when the "
        "requests that are there have been answered; SIGHUP, or a change of its files, has a model "
        "loaded anew.",
    )
    add = parser.add_argument
    add(
        "models",
        metavar="MODEL",
        type=named(str),
        nargs="*",
        default=(),
        help="a model directory, an exported file, or hf://user/name on the hub; NAME= before it "
        "names the model, by default its directory does; the first one answers where none is named",
    )
    add(
        "--host",
        metavar="ADDRESS",
        type=named(str),
        help=f"where to listen; by default {HOST}, for requests to localhost alone; 0.0.0.0 for "
        "all addresses of this machine",
    )
    add(
        "--port",
        metavar="N",
        type=_port,
        default=PORT,
        help=f"by default {PORT}; 0 for any that is free",
    )
    add(
        "--workers",
        metavar="N",
        type=at_least(1, int),
        default=1,
        help="processes that answer, each with all models in its memory; by default 1",
    )
    add(
        "--key_file",
        metavar="FILE",
        type=named(Path),
        help="keys, one on each line, of which a request needs one; read again when it changes; "
        "by default none is needed",
    )
    add(
        "--cors",
        metavar="ORIGIN",
        type=_origin,
        action="extend",
        nargs="+",
        default=[],
        help="origins whose pages may read answers, such as https://example.org, or *; by default "
        "the server's own page alone",
    )
    add(
        "--log_texts",
        action="store_true",
        help="write the inputs of requests into the log, too",
    )
    add("--device", default="cpu", help="where models of directories compute; by default cpu")
    _add_times(parser)
    _add_limits(parser)
    parser.epilog = (
        "Each flag is a variable of the environment, too, which counts where the flag is left "
        f"out: {table_of(parser)}. In flags - is as good as _."
    )
    return parser


def _add_times(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("times, in seconds").add_argument
    for name, default, what in (
        ("slow", 10.0, "that a client may take to send a request or to go on reading"),
        ("idle", 60.0, "that a connection may be without a request"),
        ("drain", 20.0, "that requests have left to be answered when the server is to end"),
    ):
        least = at_least(0.1, float)
        add(f"--{name}", metavar="N", type=least, default=default, help=_described(what, default))


def _add_limits(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("limits").add_argument
    descriptions = descriptions_of(Limits)
    for one in fields(Limits):
        kind: Any = type(one.default)
        add(
            f"--{_flags_of_limits()[one.name]}",
            metavar="N",
            type=at_least(OTHER_LIMITS.get(one.name, 1), kind),
            default=one.default,
            help=_described(descriptions[one.name], one.default),
        )


def _described(what: str, default: Any) -> str:
    return f"{what}; by default {default:,g}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(
            f"must be a whole number from 0 to {LARGEST_PORT:,}, but is {text}"
        )
    return int(text)


def _origin(text: str) -> str:
    from pantoum.serve.access import is_origin

    if not is_origin(text):
        raise argparse.ArgumentTypeError(
            f"must be an origin as in https://example.org, with nothing behind it, but is {text}"
        )
    return text
