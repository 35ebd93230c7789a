"""A small server that plays the part of the Hugging Face hub, for as far as its library asks it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_of_the_owner"
# What the hub keeps apart from git.
LARGE = (".safetensors", ".onnx")


@dataclass
class Repository:
    """Commits, each with its files by name, and names of branches and tags."""

    private: bool
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def commit(self, files: dict[str, bytes]) -> str:
        """A new commit of the main branch."""
        known = json.dumps([len(self.commits), sorted(files)]).encode()
        sha = hashlib.sha1(known).hexdigest()
        self.commits[sha] = files
        self.refs["main"] = sha
        return sha

    @property
    def files(self) -> dict[str, bytes]:
        return self.commits[self.refs["main"]]


@dataclass
class LocalHub:
    """The state of the server, and what it was asked.

    fails: the status of every answer, with the text behind it; broken: the name of a file that is
    never given; asked: method and path of each request; messages: of the commits.
    """

    repositories: dict[str, Repository] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    fails: tuple[int, str] | None = None
    broken: str = ""
    asked: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    url: str = ""

    def add(self, name: str, files: dict[str, bytes], private: bool = False) -> Repository:
        """A repository that is there already."""
        made = self.repositories[name] = Repository(private)
        made.commit(files)
        return made

    def downloads(self) -> list[str]:
        """The names of the files that were fetched."""
        of_files = [one for one in self.asked if one.startswith("GET ") and "/resolve/" in one]
        return sorted(one.rpartition("/")[2] for one in of_files)


@contextmanager
def serving() -> Iterator[LocalHub]:
    """A hub that answers while this context is open."""
    hub = LocalHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: LocalHub

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: pytest shows what matters."""

    def do_GET(self) -> None:
        self._answer(b"")

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            self._answer(self._chunks())
        else:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    do_PUT = do_POST  # noqa: N815

    def _chunks(self) -> bytes:
        data = b""
        while size := int(self.rfile.readline(), 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def _answer(self, body: bytes) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(f"{self.command} {path}")
        parts = path.strip("/").split("/")
        if self.hub.fails is not None:
            self._json(self.hub.fails[0], {"error": self.hub.fails[1]})
        elif self.hub.broken and path.endswith(self.hub.broken):
            self._json(500, {"error": "broken"})
        elif parts[0] == "lfs":
            self.hub.uploads[parts[1]] = body
            self._send(200, b"")
        elif path == "/api/validate-yaml":
            self._json(200, {"errors": [], "warnings": []})
        elif path == "/api/repos/create":
            self._create(json.loads(body))
        elif parts[:2] == ["api", "models"] and len(parts) >= 4:
            self._model("/".join(parts[2:4]), parts[4:], body)
        elif path.endswith("/info/lfs/objects/batch"):
            self._batch(json.loads(body))
        elif len(parts) >= 5 and parts[2] == "resolve":
            self._resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self._json(404, {"error": "no such page"})

    @property
    def _owner(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _found(self, name: str) -> Repository | None:
        """The repository, if this user may see it; else the answer is sent."""
        repository = self.hub.repositories.get(name)
        if repository is None or (repository.private and not self._owner):
            status = 404 if self._owner else 401
            missing = {"X-Error-Code": "RepoNotFound"}
            self._json(status, {"error": "Repository not found"}, missing)
            return None
        return repository

    def _create(self, asked: dict[str, Any]) -> None:
        name = f"{asked['organization']}/{asked['name']}"
        url = f"{self.hub.url}/{name}"
        if not self._owner:
            self._json(401, {"error": "Invalid username or password."})
        elif name in self.hub.repositories:
            there = {"error": "You already created this model repo", "url": url}
            self._json(409, there)
        else:
            self.hub.add(name, {".gitattributes": b""}, asked.get("visibility") == "private")
            self._json(200, {"url": url})

    def _model(self, name: str, parts: list[str], body: bytes) -> None:
        repository = self._found(name)
        if repository is None:
            return
        verb, revision = (*parts, "info", "main")[:2] if len(parts) != 1 else (parts[0], "main")
        if verb in ("preupload", "commit") and not self._owner:
            self._json(403, {"error": "You may not write here."})
            return
        if verb == "preupload":
            self._preupload(json.loads(body))
            return
        if verb == "commit":
            self._commit(name, repository, body)
            return
        sha = self._commit_of(repository, revision)
        if sha is None:
            return
        files = repository.commits[sha]
        if verb == "tree":
            self._json(200, [_entry(path, data) for path, data in files.items()])
            return
        siblings = [{"rfilename": path} for path in files]
        known = {"id": name, "sha": sha, "private": repository.private, "siblings": siblings}
        self._json(200, known)

    def _commit_of(self, repository: Repository, revision: str) -> str | None:
        sha = repository.refs.get(revision, revision)
        if sha not in repository.commits:
            missing = {"X-Error-Code": "RevisionNotFound"}
            self._json(404, {"error": f"Invalid rev id: {revision}"}, missing)
            return None
        return sha

    def _preupload(self, asked: dict[str, Any]) -> None:
        modes = [
            {
                "path": one["path"],
                "uploadMode": "lfs" if one["path"].endswith(LARGE) else "regular",
                "shouldIgnore": False,
            }
            for one in asked["files"]
        ]
        self._json(200, {"files": modes})

    def _batch(self, asked: dict[str, Any]) -> None:
        objects = [
            {
                "oid": one["oid"],
                "size": one["size"],
                "actions": {"upload": {"href": f"{self.hub.url}/lfs/{one['oid']}"}},
            }
            for one in asked["objects"]
        ]
        self._json(200, {"transfer": "basic", "objects": objects})

    def _commit(self, name: str, repository: Repository, body: bytes) -> None:
        files = dict(repository.files)
        for line in body.splitlines():
            operation = json.loads(line)
            value = operation["value"]
            match operation["key"]:
                case "header":
                    self.hub.messages.append(value["summary"])
                case "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    files[value["path"]] = self.hub.uploads[value["oid"]]
                case "deletedFile":
                    del files[value["path"]]
        sha = repository.commit(files)
        url = f"{self.hub.url}/{name}/commit/{sha}"
        self._json(200, {"success": True, "commitOid": sha, "commitUrl": url})

    def _resolve(self, name: str, revision: str, path: str) -> None:
        repository = self._found(name)
        sha = None if repository is None else self._commit_of(repository, revision)
        if repository is None or sha is None:
            return
        data = repository.commits[sha].get(path)
        if data is None:
            missing = {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": sha}
            self._json(404, {"error": "Entry not found"}, missing)
            return
        etag = f'"{_etag(path, data)}"'
        self._send(200, data, {"X-Repo-Commit": sha, "ETag": etag})

    def _json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        kind = {"Content-Type": "application/json"}
        self._send(status, json.dumps(value).encode(), kind | (headers or {}))

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _etag(path: str, data: bytes) -> str:
    """SHA-256 of a large file, and what git calls any other."""
    if path.endswith(LARGE):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _entry(path: str, data: bytes) -> dict[str, Any]:
    """A file in a listing."""
    entry = {"type": "file", "path": path, "size": len(data), "oid": _etag(path, data)}
    if path.endswith(LARGE):
        entry["lfs"] = {"oid": _etag(path, data), "size": len(data), "pointerSize": 134}
    return entry
