"""Requests to models, by engines that are there for one call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.serve.fakes import SOON, request
from tests.serve.test_engine import run

from pantoum.serve.engine import Answer, Engine
from pantoum.serve.errors import OptionsError
from pantoum.serve.limits import Limits


def answers(
    sources: Mapping[str, Path], *bodies: Mapping[str, Any], at_once: bool = True
) -> list[list[Answer]]:
    """The answers to requests that are made at once, or one after the other."""
    found: list[list[Answer]] = []

    async def ask() -> None:
        engine = Engine(sources, Limits(poll=0.0))
        await engine.start()
        made = [request(engine, **{"given": body["input"]}, **_rest(body)) for body in bodies]
        if at_once:
            found.extend(await asyncio.gather(*(engine.answer(one) for one in made)))
        else:
            found.extend([await engine.answer(one) for one in made])
        await engine.drain(SOON)

    run(ask())
    return found


def answer(place: Path, given: Any, **fields: Any) -> list[Answer]:
    (found,) = answers({"m": place}, {"input": given, **fields})
    return found


def _rest(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "input"}


def message(place: Path, **fields: Any) -> str:
    """How options are refused."""
    with pytest.raises(OptionsError) as caught:
        answer(place, "ab", **fields)
    assert caught.value.rule or caught.value.remedy
    return str(caught.value)
