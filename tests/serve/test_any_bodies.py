"""Whatever comes in a body, what goes out is an answer and never an error of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.serve.over_http import Asked, FakeTranslator, asking
from tests.serve.test_strict_json import values

from pantoum.serve.options import OF_INPUTS, OPTIONS

NAMES = ["model", "input", "off", "parts", "units_of", *OPTIONS, *OF_INPUTS]
FIELDS = ["q", "source", "target", "format", "alternatives", "api_key"]
PATHS = ["/predict", "/inspect", "/translate", "/detect"]
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; charset=utf-8",
    "\xe9",
    "",
]
texts = st.text(max_size=6)
likely = values | st.sampled_from(["de-en", "auto", "de", "en", "html", "ab", "cells"]) | texts
bodies = st.dictionaries(st.sampled_from([*NAMES, *FIELDS]) | texts, likely, max_size=6).map(
    lambda body: json.dumps({"input": "ab", "q": "ab", **body}).encode()
)
forms = st.lists(st.sampled_from(b"qsource=target&%+\xff--x\r\n;{}\"'[]"), max_size=40).map(bytes)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def asked(runner: asyncio.Runner) -> Iterator[Asked]:
    context = asking({"de-en": FakeTranslator()})
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@given(
    path=st.sampled_from(PATHS),
    kind=st.sampled_from(KINDS),
    query=st.text("qsource=target&%+ab", max_size=12),
    body=bodies | forms | st.binary(max_size=60),
)
def test_any_body(
    runner: asyncio.Runner, asked: Asked, path: str, kind: str, query: str, body: bytes
) -> None:
    async def ask() -> Any:
        headers = [(b"content-type", kind.encode("latin-1"))]
        return await asked.client.post(f"{path}?{query}", content=body, headers=headers)

    answer = runner.run(ask())
    assert answer.status_code in (200, 400, 404, 415), asked.lines[-1]
    said = answer.json()
    if answer.status_code != 200:
        message = said["error"] if path in PATHS[2:] else said["error"]["message"]
        assert message
        assert "Traceback" not in answer.text
