"""/openapi.json and /docs: how the server is asked, on a page that needs nothing from elsewhere."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from pantoum.report.markup import Html, element, joined
from pantoum.serve.page_files import File, files_of, not_found
from pantoum.serve.responses import RawResponse, to_json
from pantoum.serve.routes_table import schemas_of_bodies

FOLDER = "docs_page"
SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
INTRODUCTION = (
    "Every route of this server. Bodies and answers are JSON; an error is "
    '{"error": {"message": "one sentence", ...}} with the status of its kind. Where the server '
    "has keys, send one as `Authorization: Bearer KEY` or `X-API-Key: KEY`."
)


class Documentation:
    """The description of an application, and the page that is made of it: when they are first
    asked for, and then kept.

    Args:
        app: whose routes are described.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._files = files_of(FOLDER)
        self._openapi = b""

    async def openapi(self, request: Request) -> RawResponse:
        """The description."""
        await self._write()
        return RawResponse(self._openapi)

    async def page(self, request: Request) -> RawResponse:
        """The page."""
        await self._write()
        return self._files["index.html"].answer(request)

    async def file(self, request: Request) -> RawResponse:
        """A file of the page."""
        name = request.path_params["name"]
        if name not in self._files:
            raise not_found()
        return self._files[name].answer(request)

    async def _write(self) -> None:
        if not self._openapi:
            described = await asyncio.to_thread(description_of, self._app)
            page = docs_page(described).encode("utf-8")
            self._files["index.html"] = File.of("index.html", page)
            self._openapi = to_json(described)


def description_of(app: FastAPI) -> dict[str, Any]:
    """The description of an application, with what FastAPI does not see."""
    described = app.openapi()
    parts = described.setdefault("components", {})
    parts["schemas"] = {**parts.get("schemas", {}), **schemas_of_bodies()}
    parts["securitySchemes"] = SECURITY_SCHEMES
    described["security"] = [{}, *({name: []} for name in SECURITY_SCHEMES)]
    return described


def docs_page(described: dict[str, Any]) -> Html:
    """The page of a description."""
    title = f"{described['info']['title']} {described['info']['version']}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"How to ask {title}"),
        element("link", rel="icon", href="data:,"),
        element("link", rel="stylesheet", href="docs/docs.css"),
        element("script", src="docs/docs.js", type="module"),
    )
    operations = [
        _operation(path, method, operation, described)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    key = element(
        "form",
        element("label", "Key, if the server has keys ", for_="key"),
        element("input", id="key", type="password", autocomplete="off"),
    )
    links = element(
        "p",
        element("a", "The page of the models", href="./"),
        " · ",
        element("a", "openapi.json", href="openapi.json"),
    )
    main = element(
        "main",
        element("h1", title),
        element("p", INTRODUCTION),
        links,
        key,
        *operations,
        element("h2", "Schemas"),
        *(_schema(name, one) for name, one in described["components"]["schemas"].items()),
    )
    return joined(
        [Html("<!DOCTYPE html>\n"), element("html", head, element("body", main), lang="en")]
    )


def _operation(path: str, method: str, operation: dict[str, Any], described: Any) -> Html:
    name = f"{method}{path}".replace("/", "-").strip("-").replace("{", "").replace("}", "")
    examples = _examples(operation, described)
    answers = [
        element("li", element("code", status), f" {one['description']} ", _shape(one))
        for status, one in operation["responses"].items()
    ]
    return element(
        "section",
        element("h2", element("code", f"{method.upper()} {path}"), id=name),
        element("p", operation["summary"]),
        element("h3", "In a shell"),
        element("pre", element("code", _curl(path, method, examples), class_="command")),
        _form(name, path, method, examples),
        element("h3", "Answers"),
        element("ul", *answers),
    )


def _form(name: str, path: str, method: str, examples: list[Any]) -> Html:
    """What sends a request and shows its answer."""
    fields = []
    if "{" in path:
        fields.append(element("label", "name ", element("input", name="name", type="text")))
    if examples:
        body = json.dumps(examples[0], ensure_ascii=False, indent=2)
        label = element("label", "Body", for_=f"{name}-body")
        rows = body.count("\n") + 2
        area = element("textarea", body, id=f"{name}-body", name="body", rows=rows)
        fields += [label, area]
    return element(
        "form",
        *fields,
        element("button", "Send", type="submit"),
        element("pre", role="status", class_="answer", tabindex="0", hidden=True),
        data_method=method.upper(),
        data_path=path.removeprefix("/"),
    )


def _examples(operation: dict[str, Any], described: Any) -> list[Any]:
    content = operation.get("requestBody", {}).get("content", {})
    for one in content.values():
        schema = described["components"]["schemas"][one["schema"]["$ref"].rpartition("/")[2]]
        return schema.get("examples", [])
    return []


def _curl(path: str, method: str, examples: list[Any]) -> str:
    # curl takes braces for a list of its own.
    place = f"http://127.0.0.1:8000{path.replace('{name}', 'NAME')}"
    if method == "get":
        return f"curl {place}"
    return "\n".join(f"curl {place} -d '{json.dumps(one, ensure_ascii=False)}'" for one in examples)


def _shape(answer: dict[str, Any]) -> Html:
    """Links to the schemas of an answer."""
    text = json.dumps(answer.get("content", {}))
    names = dict.fromkeys(part.split('"')[0] for part in text.split("#/components/schemas/")[1:])
    links = [element("a", element("code", name), href=f"#schema-{name}") for name in names]
    return joined(links, " or ")


def _schema(name: str, schema: dict[str, Any]) -> Html:
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return element(
        "details",
        element("summary", element("code", name)),
        element("pre", element("code", text)),
        id=f"schema-{name}",
    )
