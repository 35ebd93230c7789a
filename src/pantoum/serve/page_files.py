"""The files of the page, read once, with the policy that browsers hold them to."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from importlib import resources

from starlette.requests import Request

from pantoum.serve.http_error import Headers, HttpError
from pantoum.serve.responses import RawResponse

KINDS = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "ico": b"image/x-icon",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "png": b"image/png",
    "svg": b"image/svg+xml",
    "woff2": b"font/woff2",
}
# Scripts that stand in the page itself, such as the map of imports.
_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class File:
    """A file as it is sent, to whom can read it packed: a page is then a third as long.

    body, packed: its bytes, and the same by gzip; kind: its media type; headers: others that it
    has; tag: what its version is told by.
    """

    body: bytes
    packed: bytes
    kind: bytes
    headers: Headers
    tag: bytes

    @classmethod
    def of(cls, name: str, body: bytes) -> File:
        """A file of this name and content."""
        kind = KINDS.get(name.rpartition(".")[2], b"application/octet-stream")
        tag = hashlib.sha256(body).hexdigest()[:32].encode()
        headers = [(b"cache-control", b"no-cache"), (b"vary", b"accept-encoding")]
        if name.endswith(".html"):
            headers.append((b"content-security-policy", policy_of(body)))
        return cls(body, gzip.compress(body, mtime=0), kind, headers, tag)

    def answer(self, request: Request) -> RawResponse:
        """The file, or nothing where the client has it already."""
        given = dict(request.scope["headers"])
        packed = b"gzip" in given.get(b"accept-encoding", b"")
        tag = b'"' + self.tag + (b'-gzip"' if packed else b'"')
        headers = [*self.headers, (b"etag", tag)]
        if tag in given.get(b"if-none-match", b""):
            return RawResponse(b"", 304, self.kind, headers)
        if packed:
            return RawResponse(
                self.packed, 200, self.kind, [*headers, (b"content-encoding", b"gzip")]
            )
        return RawResponse(self.body, 200, self.kind, headers)


def policy_of(page: bytes) -> bytes:
    """What a page may load and do: its own files, and the scripts that stand in it."""
    digests = [
        base64.b64encode(hashlib.sha256(script).digest()) for script in _INLINE.findall(page)
    ]
    scripts = b" ".join([b"'self'", *(b"'sha256-" + digest + b"'" for digest in digests)])
    return (
        b"default-src 'none'; script-src " + scripts + b"; style-src 'self'; "
        b"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def files_of(folder: str) -> dict[str, File]:
    """The files of a folder of this package, by their names."""
    place = resources.files("pantoum.serve") / folder
    if not place.is_dir():
        return {}
    return {
        one.name: File.of(one.name, one.read_bytes()) for one in place.iterdir() if one.is_file()
    }


class Page:
    """The page and its files."""

    def __init__(self) -> None:
        self._files = files_of("page")

    async def index(self, request: Request) -> RawResponse:
        """The page."""
        return self._file("index.html").answer(request)

    async def static(self, request: Request) -> RawResponse:
        """A file of the page."""
        return self._file(request.path_params["name"]).answer(request)

    async def icon(self, request: Request) -> RawResponse:
        """The icon that browsers ask for by themselves: the page names its own."""
        return RawResponse(b"", 204)

    def _file(self, name: str) -> File:
        if name not in self._files:
            raise not_found()
        return self._files[name]


def not_found() -> HttpError:
    """What is said of a path that nothing is at."""
    return HttpError(
        404,
        "nothing is at this path",
        setting="path",
        rule="one of those that /docs lists",
        remedy="see /docs",
    )
