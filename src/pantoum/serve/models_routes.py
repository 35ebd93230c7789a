"""The routes that tell of the models and of the server."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from pantoum.serve.limits import Limits
from pantoum.serve.record import record_of
from pantoum.serve.responses import RawResponse, json_response, to_json
from pantoum.serve.served_model import ServedModel
from pantoum.serve.service import service_of

METRICS_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
# What of the limits of a server its clients have to know.
FOR_CLIENTS = ("items", "symbols", "inspected", "nbest", "beam", "work", "body", "deadline")


def entry_of(model: ServedModel, limits: Limits) -> dict[str, Any]:
    """What the list of models says of one."""
    known = asdict(limits)
    return {**model.entry(), "limits": {name: known[name] for name in FOR_CLIENTS}}


async def list_models(request: Request) -> RawResponse:
    """All models, the one that answers where none is named first."""
    engine = service_of(request).engine
    models = [engine.model(name) for name in engine.names]
    entries = await asyncio.to_thread(
        lambda: to_json({"models": [entry_of(model, engine.limits) for model in models]})
    )
    return RawResponse(entries)


async def show_model(request: Request) -> RawResponse:
    """One model, with its card, its scores and its settings."""
    engine = service_of(request).engine
    model = engine.model(request.path_params["name"])
    record_of(request.scope).model = model.name
    return RawResponse(
        await asyncio.to_thread(
            lambda: to_json({**entry_of(model, engine.limits), **model.details()})
        )
    )


async def health(request: Request) -> RawResponse:
    """Whether the process answers."""
    return json_response({"status": "ok"})


async def ready(request: Request) -> RawResponse:
    """Whether all models are loaded and requests are taken."""
    engine = service_of(request).engine
    return json_response(
        {"ready": engine.ready, "models": engine.names}, 200 if engine.ready else 503
    )


async def metrics(request: Request) -> RawResponse:
    """Counts for Prometheus."""
    service = service_of(request)
    service.metrics.update(service.engine)
    return RawResponse(await asyncio.to_thread(service.metrics.text), kind=METRICS_TYPE)
