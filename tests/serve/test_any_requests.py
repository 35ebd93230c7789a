"""Any mix of requests, bad inputs, cancellations and reloads: every answer is right and in its
place, and none is lost or given twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.serve.fakes import FakePredictor, ask, model_in_file, said_of
from tests.serve.test_engine import run
from tests.serve.test_reloading import write

from pantoum.serve.engine import Engine
from pantoum.serve.errors import OptionsError, QueueFull
from pantoum.serve.limits import Limits

MODELS = ("m", "n")
BAD = {
    "i": "{text} is wrong",
    "e": "{text} is wrong",
    "r": "the model cannot answer this input (RuntimeError): leave it out; whoever runs the server "
    "finds more in its log",
    "m": "there is not enough memory for this input: give a shorter one, or ask for fewer outputs "
    "or a narrower beam",
}


class Ask(NamedTuple):
    """A request: its model, the first letters of its inputs, its options; whether its client goes
    before it is answered.
    """

    model: str
    letters: list[str]
    options: dict[str, Any]
    group: str | None
    leaves: bool


class Other(NamedTuple):
    """Something else that happens: tasks run, or a model gets another version."""

    what: Literal["run", "new", "broken", "look"]
    model: str = "m"


ASKS = st.builds(
    Ask,
    st.sampled_from(MODELS),
    # "a" to "c" are good; a fifth letter is one that goes wrong.
    st.lists(st.sampled_from("aaabbbcccierm"), min_size=0, max_size=6),
    st.sampled_from([{}, {"nbest": 2}, {"nbest": 3}, {"scheme": "BIO"}]),
    st.sampled_from([None, "g", "h"]),
    st.sampled_from([False, False, False, True]),
)
OTHERS = st.builds(
    Other, st.sampled_from(["run", "run", "new", "broken", "look"]), st.sampled_from(MODELS)
)


def expected(version: str, asked: Ask, texts: Sequence[str]) -> list[str]:
    """What each input is answered with by one version of a model."""
    each = {} if asked.group is None else {"group": asked.group}
    return [
        BAD[text[0]].format(text=text)
        if text[0] in BAD
        else said_of(version, text, asked.options, each)
        for text in texts
    ]


class Play:
    """Lets things happen to an engine, and knows what must come of them."""

    def __init__(self, engine: Engine, files: dict[str, Path]) -> None:
        self.engine = engine
        self.files = files
        self.asked: list[tuple[Ask, list[str], asyncio.Task[tuple[str, list[Any]]]]] = []
        self.fakes: set[FakePredictor] = set()
        self.reloads: list[asyncio.Task[Any]] = []

    async def let(self, event: Ask | Other, number: int) -> None:
        """One thing happens."""
        if isinstance(event, Other):
            await self._other(event, number)
            return
        texts = [f"{letter}{number}.{place}" for place, letter in enumerate(event.letters)]
        task = asyncio.create_task(self._ask(event, texts))
        await asyncio.sleep(0)
        self.asked.append((event, texts, task))
        if event.leaves:
            task.cancel()

    async def _ask(self, event: Ask, texts: list[str]) -> tuple[str, list[Any]]:
        """The version that a request meets, and what it is answered with."""
        fake: FakePredictor = self.engine.model(event.model).predictor
        self.fakes.add(fake)
        group = {} if event.group is None else {"group": event.group}
        return fake.version, await ask(
            self.engine, texts, model=event.model, **event.options, **group
        )

    async def _other(self, event: Other, number: int) -> None:
        if event.what == "run":
            await asyncio.sleep(0.001)
        elif event.what == "look":
            self.reloads.append(asyncio.create_task(self.engine.look()))
        else:
            version = "broken" if event.what == "broken" else f"{event.model}{number}"
            write(self.files[event.model], version)
            self.reloads.append(asyncio.create_task(self.engine.reload(event.model)))

    async def check(self) -> None:
        """All that was asked is answered, by the model that was there, once."""
        refused = 0
        for asked, texts, task in self.asked:
            try:
                version, answers = await task
            except asyncio.CancelledError:
                assert asked.leaves
            except OptionsError:
                assert "scheme" in asked.options
            except QueueFull:
                refused += 1
            else:
                assert "scheme" not in asked.options or not texts
                assert answers == expected(version, asked, texts)
        await asyncio.gather(*self.reloads)
        counts = self.engine.statistics()
        assert counts.refused == refused
        assert counts.waiting == 0
        sent = {text for _, texts, _ in self.asked for text in texts}
        for fake in self.fakes:
            computed = [text for call in fake.calls for text in call]
            assert set(computed) <= sent


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(st.one_of(ASKS, ASKS, ASKS, OTHERS), max_size=40),
    batch=st.sampled_from([1, 3, 64]),
    window=st.sampled_from([0.0, 0.0005]),
    queue=st.sampled_from([4, 2_000]),
)
def test_every_answer_is_right_and_none_is_lost(
    tmp_path: Path, events: list[Ask | Other], batch: int, window: float, queue: int
) -> None:
    async def test() -> None:
        files = {name: write(tmp_path / f"{name}.onnx", name) for name in MODELS}
        limits = Limits(batch=batch, window=window, queue=queue, poll=0.0)
        engine = Engine(files, limits, load=model_in_file)
        await engine.start()
        play = Play(engine, files)
        for number, event in enumerate(events):
            await play.let(event, number)
        await play.check()
        await engine.drain(5)

    run(test())
