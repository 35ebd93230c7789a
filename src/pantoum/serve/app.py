"""The application: its routes, and how it answers what has none."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pantoum.errors import PantoumError
from pantoum.serve import libretranslate, models_routes, predicting
from pantoum.serve.access_log import AccessLog
from pantoum.serve.documentation import Documentation
from pantoum.serve.edge import Edge
from pantoum.serve.http_error import ClientGoneError, HttpError
from pantoum.serve.last_resort import last_resort
from pantoum.serve.page_files import Page, not_found
from pantoum.serve.record import record_of
from pantoum.serve.responses import RawResponse, error_response, no_answer
from pantoum.serve.routes_table import ROUTES
from pantoum.serve.service import Service
from pantoum.version import __version__

Handler = Callable[[Any], Coroutine[Any, Any, Any]]


class LeanRoute(APIRoute):
    """A route that FastAPI documents, and whose handler reads the request and gives an application
    of ASGI that answers it, which costs less than what FastAPI does with annotations.

    What goes wrong becomes an answer here: further out, Starlette would answer by itself.
    """

    def get_route_handler(self) -> Handler:
        """The handler, as FastAPI asks for it."""
        endpoint: Handler = self.endpoint
        template = self.path_format

        async def handle(request: Any) -> Any:
            record = record_of(request.scope)
            record.route = template
            try:
                return await endpoint(request)
            except PantoumError as error:
                record.fault = type(error).__name__
                return error_response(error, request.scope["path"])
            except ClientGoneError:
                return no_answer
            except Exception as error:
                return last_resort(error, record, request.scope["path"])

        return handle


def application(service: Service, log: AccessLog) -> Edge:
    """The application of a server.

    Args:
        service: what its routes share.
        log: what became of each request.
    """
    app = FastAPI(
        title="Pantoum",
        version=__version__,
        summary="Trained recurrent sequence models, asked over HTTP.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: _without_route},
    )
    app.state.service = service
    app.router.route_class = LeanRoute
    documentation = Documentation(app)
    page = Page()
    handlers: dict[str, Handler] = {
        "/predict": predicting.predict,
        "/inspect": predicting.inspect,
        "/translate": libretranslate.translate,
        "/detect": libretranslate.detect,
        "/languages": libretranslate.languages,
        "/frontend/settings": libretranslate.frontend_settings,
        "/models": models_routes.list_models,
        "/models/{name}": models_routes.show_model,
        "/health": models_routes.health,
        "/ready": models_routes.ready,
        "/metrics": models_routes.metrics,
    }
    for path, handler in handlers.items():
        app.add_api_route(path, handler, **ROUTES[path])
    hidden: dict[str, Handler] = {
        "/": page.index,
        "/static/{name}": page.static,
        "/favicon.ico": page.icon,
        "/docs": documentation.page,
        "/docs/{name}": documentation.file,
        "/openapi.json": documentation.openapi,
    }
    for path, handler in hidden.items():
        app.add_api_route(
            path, handler, methods=["GET"], response_model=None, include_in_schema=False
        )
    return Edge(app, service.access, log, service.metrics, (*handlers, *hidden))


async def _without_route(request: Request, error: Exception) -> Any:
    """The answer of Starlette to a path or a method that there is not, in our form."""
    assert isinstance(error, HTTPException)
    fault = not_found()
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        fault = HttpError(
            405,
            f"{request.method[:20]} is not for this path",
            setting="method",
            rule=allowed,
            remedy=f"use {allowed}",
            headers=[(b"allow", allowed.encode())],
        )
    record_of(request.scope).fault = type(fault).__name__
    return _answer(fault, request)


def _answer(fault: HttpError, request: Request) -> RawResponse:
    return error_response(fault, request.scope["path"])
