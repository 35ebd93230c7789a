"""What happens to every request around its route: access, headers, errors, log, metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any

from pantoum.errors import PantoumError
from pantoum.serve.access import PREFLIGHT, Access, cors_headers
from pantoum.serve.access_log import AccessLog
from pantoum.serve.errors import Draining
from pantoum.serve.http_error import Headers
from pantoum.serve.last_resort import last_resort
from pantoum.serve.metrics import Metrics
from pantoum.serve.record import SCOPE_NAME, Record
from pantoum.serve.responses import JSON_TYPE, RawResponse, error_response

SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
# Of answers that do not say it themselves: no page, and nothing that a browser may run or keep.
CLOSED_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NOT_KEPT = (b"cache-control", b"no-store")

App = Callable[[Any, Any, Any], Any]


class Edge:
    """An application of ASGI around another one.

    Args:
        app: what answers.
        access: who may ask.
        log: what became of each request.
        metrics: the same, counted.
        paths: those that have a route, so that a request that is refused is logged by its path.
    """

    def __init__(
        self,
        app: App,
        access: Access,
        log: AccessLog,
        metrics: Metrics,
        paths: Collection[str] = (),
    ) -> None:
        self._app = app
        self._access = access
        self._log = log
        self._metrics = metrics
        self._paths = frozenset(paths)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1003})
            return
        started = time.perf_counter()
        record = scope[SCOPE_NAME] = Record()
        if scope["path"] in self._paths:
            record.route = scope["path"]
        sender = Sender(send, self._access.origin_of(scope))
        try:
            await self._answer(scope, receive, sender, record)
        finally:
            seconds = time.perf_counter() - started
            self._metrics.request(scope["method"], record, sender.status, seconds)
            self._log.request(scope, record, sender.status, seconds, sender.size)

    async def _answer(self, scope: Any, receive: Any, sender: Sender, record: Record) -> None:
        try:
            self._access.check(scope)
            if sender.origin and _is_preflight(scope):
                await RawResponse(b"", 204, JSON_TYPE, PREFLIGHT)(scope, receive, sender)
            else:
                await self._app(_as_get(scope), receive, sender)
        except PantoumError as error:
            record.fault = type(error).__name__
            await self._said(error_response(error, scope["path"]), scope, receive, sender)
        except asyncio.CancelledError:
            ending = Draining(
                "the server ends before this request was answered",
                setting="server",
                remedy="ask again",
            )
            await self._said(error_response(ending, scope["path"]), scope, receive, sender)
        except Exception as error:  # the last resort: whatever happens, no traceback leaves
            await self._said(last_resort(error, record, scope["path"]), scope, receive, sender)

    async def _said(self, answer: RawResponse, scope: Any, receive: Any, sender: Sender) -> None:
        """Send an answer in place of one, unless that has begun: then its connection ends."""
        if sender.status is None:
            await answer(scope, receive, sender)


class Sender:
    """Sends an answer, with the headers that all have.

    Args:
        send: of ASGI.
        origin: whose page may read the answer.

    Attributes:
        status: of the answer; None as long as it has not begun.
        size: bytes of its body.
    """

    __slots__ = ("_send", "origin", "size", "status")

    def __init__(self, send: Any, origin: bytes | None) -> None:
        self._send = send
        self.origin = origin
        self.status: int | None = None
        self.size = 0

    async def __call__(self, message: Any) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._with_own(list(message["headers"]))
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)

    def _with_own(self, headers: Headers) -> Headers:
        names = {name for name, _ in headers}
        for own in (CLOSED_POLICY, NOT_KEPT):
            if own[0] not in names:
                headers.append(own)
        headers += SECURITY
        if self.origin is not None:
            headers += cors_headers(self.origin)
        return headers


def _as_get(scope: Any) -> Any:
    """The request of which only the head of the answer is wanted, as the one for all of it: the
    server below leaves the body out.
    """
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def _is_preflight(scope: Any) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )
