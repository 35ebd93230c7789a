"""Who may ask: names of hosts, keys, and pages of other origins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from pantoum.serve.http_error import Headers, HttpError
from pantoum.serve.keys import Keys

# What anybody may ask for: whether the server is there, the page, and how it is used.
OPEN = frozenset(
    ("/", "/health", "/ready", "/docs", "/openapi.json", "/favicon.ico", "/frontend/settings")
)
OPEN_FOLDERS = ("/static/", "/docs/")
# Their key may stand in the body, which is read later.
KEY_IN_BODY = frozenset(("/translate", "/detect", "/languages"))
METHODS = b"GET, POST, OPTIONS"
ASKED_HEADERS = b"authorization, content-type, x-api-key"


class Access:
    """What a request must have to be answered.

    Args:
        keys: one of them is needed; None: none is.
        hosts: the names that a request may have for this server; None: any.
        origins: whose pages may read answers, beside this server's own; `*` for all.
    """

    def __init__(
        self, keys: Keys | None, hosts: Sequence[str] | None, origins: Sequence[str] = ()
    ) -> None:
        self.keys = keys
        self._hosts = None if hosts is None else frozenset(hosts)
        self._origins = frozenset(origin.encode() for origin in origins)

    def check(self, scope: Any) -> None:
        """Refuse a request that must not be answered.

        Raises:
            PantoumError: (421) for another host's name, (403) for what a page of another site
                sends, (401) without a key.
        """
        headers: Headers = scope["headers"]
        if self._hosts is not None:
            self._check_host(headers)
        if scope["method"] == "POST" and self.origin_of(scope) is None:
            _check_site(headers)
        if self.keys is None or scope["method"] == "OPTIONS":
            return
        path = scope["path"]
        if path in OPEN or path.startswith(OPEN_FOLDERS):
            return
        key = key_of(headers)
        if key is None and path in KEY_IN_BODY:
            return
        self.check_key(key)

    def check_key(self, key: bytes | None) -> None:
        """Refuse what is none of the keys.

        Raises:
            PantoumError: (401) for a missing or a wrong key.
        """
        if self.keys is None:
            return
        if key is not None and self.keys.allows(key):
            return
        raise HttpError(
            401,
            "the request has no key" if key is None else "the key of the request is not known",
            setting="key",
            rule="one of the keys of the server",
            remedy="send one as `Authorization: Bearer KEY` or `X-API-Key: KEY`",
            headers=[(b"www-authenticate", b"Bearer")],
        )

    def _check_host(self, headers: Headers) -> None:
        host = next((value for name, value in headers if name == b"host"), b"")
        name = without_port(host.decode("latin-1").lower())
        if name not in (self._hosts or ()):
            raise HttpError(
                421,
                "the request is for another host",
                setting="Host",
                rule=f"one of {', '.join(sorted(self._hosts or ()))}",
                remedy="ask for http://localhost, or start the server with --host",
            )

    def origin_of(self, scope: Any) -> bytes | None:
        """The origin that a request comes from, if its pages may read answers."""
        if not self._origins:
            return None
        for name, value in scope["headers"]:
            if name == b"origin" and (value in self._origins or b"*" in self._origins):
                return value
        return None


def _check_site(headers: Headers) -> None:
    """Refuse what a browser says that a page of another site has sent: such a page could not read
    the answer, but keep the server busy.
    """
    if (b"sec-fetch-site", b"cross-site") in headers:
        raise HttpError(
            403,
            "a page of another site may not ask this server",
            setting="Origin",
            rule="this server's own page, or an origin that --cors allows",
            remedy="start the server with --cors and the origin of that page",
        )


def key_of(headers: Headers) -> bytes | None:
    """The key that a request has in its headers."""
    for name, value in headers:
        if name == b"x-api-key":
            return value
        if name == b"authorization":
            scheme, _, key = value.partition(b" ")
            if scheme.lower() == b"bearer":
                return key.strip()
    return None


def cors_headers(origin: bytes) -> Headers:
    """What lets a page of an origin read an answer."""
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"Origin"),
    ]


PREFLIGHT: Headers = [
    (b"access-control-allow-methods", METHODS),
    (b"access-control-allow-headers", ASKED_HEADERS),
    (b"access-control-max-age", b"600"),
]


def without_port(host: str) -> str:
    """The name of a host alone, that of an address of IPv6 in its brackets."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def is_origin(text: str) -> bool:
    """Whether this is an origin as browsers send it, or * for all of them."""
    if text == "*":
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = f"{parts.scheme}://{parts.netloc}"
    return bool(parts.scheme and parts.netloc) and plain == text == text.lower()
