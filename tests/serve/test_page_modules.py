"""The page's files as texts: small, complete, and without what can run a text as code."""

from __future__ import annotations

import gzip
import json
import re
from importlib import resources
from typing import Any

import pytest
from starlette.requests import Request

from pantoum.serve.page_files import File

PAGE = resources.files("pantoum.serve") / "page"
FILES = {one.name: one.read_text(encoding="utf-8") for one in PAGE.iterdir() if one.is_file()}
MODULES = {name: text for name, text in FILES.items() if name.endswith(".js")}
# Of all files together: as they stand, and as browsers load them.
MOST_BYTES = 150_000
MOST_PACKED = 65_000
IMPORT = re.compile(
    r'^(?:import|export) (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)";', re.MULTILINE | re.DOTALL
)
EXPORT = re.compile(r"^export (?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)
# What reads a text as HTML or as code, what is loaded from elsewhere, listeners written in HTML.
FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"),
    *("createContextualFragment", "srcdoc", "DOMParser", "javascript:", "setHTMLUnsafe"),
)

each_module = pytest.mark.parametrize("name", sorted(MODULES))


def imports() -> dict[str, str]:
    """The import map of the page."""
    found = re.search(r'<script type="importmap">(.*?)</script>', FILES["index.html"], re.DOTALL)
    assert found
    return json.loads(found[1])["imports"]


def exports(text: str) -> set[str]:
    """The names that a module gives to others."""
    again = re.findall(r'^export \{([^}]*)\} from "', text, re.MULTILINE)
    return set(EXPORT.findall(text)) | {one.strip() for names in again for one in names.split(",")}


def test_it_is_small() -> None:
    assert sum(len(text.encode()) for text in FILES.values()) < MOST_BYTES
    packed = [File.of(name, text.encode()).packed for name, text in FILES.items()]
    assert sum(map(len, packed)) < MOST_PACKED


def test_the_map_of_imports_leads_to_all_files() -> None:
    assert imports() == {"pantoum/": "./static/"}


def test_every_module_is_imported_from_the_first_one_on() -> None:
    # A saved page has those that are found in this way, and no others.
    reached = {"main.js"}
    left = ["main.js"]
    while left:
        for _, source in IMPORT.findall(MODULES[left.pop()]):
            name = source.removeprefix("pantoum/")
            if name not in reached:
                reached.add(name)
                left.append(name)
    assert reached == set(MODULES)


@each_module
def test_what_a_module_imports_is_there(name: str) -> None:
    for names, source in IMPORT.findall(MODULES[name]):
        assert source.startswith("pantoum/"), f"{name} imports {source}"
        wanted = {one.strip().split(" ")[0] for one in names.strip("{}").split(",")}
        given = exports(MODULES[source.removeprefix("pantoum/")])
        assert names.startswith("*") or wanted - {""} <= given, f"{name} imports from {source}"


@each_module
def test_what_a_module_imports_is_used(name: str) -> None:
    for names, _ in IMPORT.findall(MODULES[name]):
        for one in filter(None, (one.strip() for one in names.strip("{}").split(","))):
            local = one.rpartition(" ")[2]
            again = f"export {{ {one} }} from" in MODULES[name]
            used = re.findall(rf"(?<![\w.]){local}\b", MODULES[name].replace("...", " "))
            assert again or len(used) > 1, f"{name} does not use {local}"


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_text_is_read_as_code(name: str) -> None:
    text = FILES[name]
    assert [one for one in FORBIDDEN if one in text] == []
    assert re.findall(r"<[^>]*\son\w+=", text) == []
    elsewhere = re.findall(r"https?://[^\s\"'`]+", text)
    assert set(elsewhere) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
    }


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("identity", None)])
def test_files_are_packed_for_who_can_read_it(accepted: str, encoding: str | None) -> None:
    file = File.of("main.js", MODULES["main.js"].encode())
    scope: dict[str, Any] = {
        "type": "http",
        "headers": [(b"accept-encoding", accepted.encode())],
    }
    answer = file.answer(Request(scope))
    headers = dict(answer.headers)
    assert headers.get(b"content-encoding") == (encoding.encode() if encoding else None)
    body = gzip.decompress(answer.body) if encoding else answer.body
    assert body.decode() == MODULES["main.js"]
    again = {**scope, "headers": [*scope["headers"], (b"if-none-match", headers[b"etag"])]}
    assert file.answer(Request(again)).status == 304
    other = {**again, "headers": [*again["headers"], (b"accept-encoding", b"br")]}
    assert file.answer(Request(other)).status == (200 if encoding else 304)
