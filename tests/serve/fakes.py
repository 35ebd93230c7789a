"""Predictors whose answers, errors and times the tests decide, and engines that serve them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pantoum.errors import InputError, PantoumError
from pantoum.serve.engine import Engine
from pantoum.serve.limits import Limits
from pantoum.serve.requests import PredictRequest
from pantoum.serve.served_model import ServedModel

# Seconds after which something that should happen at once has not happened.
SOON = 30.0


@dataclass(frozen=True)
class FakeAnswer:
    """What a fake predictor makes of a text."""

    said: str

    def to_dict(self, text: str) -> dict[str, Any]:
        return {"source": text, "said": self.said}


class FakePredictor:
    """Answers a text with its version, the text and the options that it was given.

    A text says by its first letter how it goes wrong: "i" by an error that names it, "e" by one
    that does not, "r" by a RuntimeError, "m" for want of memory. While `hold` is open, a call of
    texts waits there.

    Attributes:
        calls: the texts of each call, but for those of none, by which options are checked.
    """

    task: ClassVar[str] = "classifier"
    exported: ClassVar[bool] = True
    same_bits: ClassVar[bool] = True
    groups: ClassVar[None] = None
    reads_features: ClassVar[bool] = False
    metadata: ClassVar[Mapping[str, Any]] = {
        "sources": [{"text": {"units": "characters"}}],
        "models": [],
    }

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.calls: list[list[str]] = []
        self.reached = threading.Event()
        self._go = threading.Event()
        self._go.set()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Let the first call from now on wait until this context ends."""
        self.reached.clear()
        self._go.clear()
        try:
            yield
        finally:
            self._go.set()

    def __call__(self, texts: Sequence[str], **options: Any) -> list[FakeAnswer]:
        if options.get("scheme"):
            raise PantoumError(
                "no option 'scheme';", setting="scheme", value=options["scheme"], remedy="leave it"
            )
        if options.get("top_k"):
            raise RuntimeError("a secret text")
        if not texts:
            return []
        self.calls.append(list(texts))
        self.reached.set()
        assert self._go.wait(SOON)
        for row, text in enumerate(texts):
            _go_wrong(text, row)
        each = {name: values for name, values in options.items() if isinstance(values, list)}
        said = {name: value for name, value in options.items() if name not in each}
        return [
            FakeAnswer(said_of(self.version, text, said, {n: v[row] for n, v in each.items()}))
            for row, text in enumerate(texts)
        ]


def said_of(
    version: str, text: str, options: Mapping[str, Any] = {}, each: Mapping[str, Any] = {}
) -> str:
    """What a fake predictor says of a text that is in order."""
    return f"{version} {text} {sorted(options.items())} {sorted(each.items())}"


def _go_wrong(text: str, row: int) -> None:
    if text.startswith("i"):
        raise InputError(f"{text} is wrong", row, setting="inputs", rule="right", shown=True)
    if text.startswith("e"):
        raise PantoumError(f"{text} is wrong", setting="inputs", rule="right")
    if text.startswith("r"):
        raise RuntimeError(text)
    if text.startswith("m"):
        raise MemoryError


def model_in_file(name: str, place: str) -> ServedModel:
    """A fake model whose version stands in a file; "broken" cannot be loaded, and "crash" fails."""
    from pantoum.serve.model_files import digest, look

    seen = look(Path(place))
    found = digest(Path(place))
    version = Path(place).read_text(encoding="utf-8")
    if version == "broken":
        raise PantoumError("it is broken", where=place, remedy="mend it")
    if version == "crash":
        raise RuntimeError("at /a/place")
    return ServedModel(name, FakePredictor(version), place, found, seen)


@contextlib.asynccontextmanager
async def serving(models: Mapping[str, FakePredictor], **limits: Any) -> AsyncIterator[Engine]:
    """An engine that serves fake predictors, without a window and without looks at files."""
    chosen = Limits(**{"window": 0.0, "poll": 0.0, **limits})
    engine = Engine(
        dict.fromkeys(models, ""),
        chosen,
        load=lambda name, place: ServedModel(name, models[name], place),
    )
    await engine.start()
    try:
        yield engine
    finally:
        await engine.drain(SOON)


def request(engine: Engine, given: Any, **fields: Any) -> PredictRequest:
    """A request, of the JSON of its body."""
    return PredictRequest.of({"input": given, **fields}, engine.limits)


async def ask(engine: Engine, given: Any, **fields: Any) -> list[Any]:
    """What is said of each input, or the message of its error."""
    found = await engine.answer(request(engine, given, **fields))
    return [
        one["predictions"][0]["said"] if "predictions" in one else one["error"]["message"]
        for one in found
    ]


async def reached(fake: FakePredictor) -> None:
    """Wait until a call holds."""
    assert await asyncio.to_thread(fake.reached.wait, SOON)


async def until_waiting(engine: Engine, count: int) -> None:
    """Let other tasks run until so many inputs wait."""
    for _ in range(1_000):
        if engine.statistics().waiting == count:
            return
        await asyncio.sleep(0)
    raise AssertionError(engine.statistics())
