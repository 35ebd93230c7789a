"""The routes that ask a model: /predict and /inspect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from starlette.requests import Request

from pantoum.serve.body import check_encoding, read_body
from pantoum.serve.engine import Answer
from pantoum.serve.http_error import ClientGoneError
from pantoum.serve.record import record_of
from pantoum.serve.requests import InspectRequest, PredictRequest
from pantoum.serve.responses import RawResponse, json_response, to_json
from pantoum.serve.service import Service, service_of
from pantoum.serve.strict_json import read_object

T = TypeVar("T")

# Answers to more inputs than these, or with attention, are written as JSON in another thread, so
# that nobody waits.
FEW = 16


async def json_body(request: Request, service: Service) -> dict[str, Any]:
    """The JSON object in the body of a request.

    Raises:
        PantoumError: for a body that is none, or too large, or comes too slowly.
        ClientGoneError: when the client has left.
    """
    check_encoding(request.headers)
    body = await read_body(request.scope, request.receive, service.engine.limits.body, service.slow)
    return read_object(body)


async def predict(request: Request) -> RawResponse:
    """Predict from one input or several."""
    service = service_of(request)
    asked = PredictRequest.of(await json_body(request, service), service.engine.limits)
    answers, name = await answered(request, service, asked)
    found: dict[str, Any] = {"model": name, "results": answers}
    if asked.one:
        (answer,) = answers
        if "error" in answer:
            record_of(request.scope).fault = "InputError"
            return json_response(answer, 400)
        found = {"model": name, **answer}
    if len(answers) <= FEW and "attention" not in asked.options:
        return json_response(found)
    return RawResponse(await asyncio.to_thread(to_json, found))


async def answered(
    request: Request, service: Service, asked: PredictRequest
) -> tuple[list[Answer], str]:
    """The answers of the engine, and the name of the model that gave them.

    Raises:
        PantoumError: as the engine.
        ClientGoneError: when the client has left.
    """
    record = record_of(request.scope)
    record.items = len(asked.inputs)
    if service.log_texts:
        record.texts = list(asked.inputs)
    name = record.model = service.engine.model(asked.model).name
    answers = await while_connected(request.receive, service.engine.answer(asked))
    return answers, name


async def inspect(request: Request) -> RawResponse:
    """Tell what a model does inside with one input."""
    service = service_of(request)
    asked = InspectRequest.of(await json_body(request, service), service.engine.limits)
    record = record_of(request.scope)
    record.items = 1
    if service.log_texts:
        record.texts = [asked.text]
    record.model = service.engine.model(asked.model).name
    found = await while_connected(request.receive, service.engine.inspect(asked))
    return RawResponse(await asyncio.to_thread(to_json, found))


async def while_connected(receive: Any, work: Awaitable[T]) -> T:
    """Wait for work, and give it up when the client leaves.

    Args:
        receive: of ASGI, after the body of the request has been read.
    Raises:
        ClientGoneError: when the client has left.
    """
    task = asyncio.current_task()
    assert task is not None
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        if gone:
            task.uncancel()
            raise ClientGoneError from None
        raise
    finally:
        watcher.cancel()
