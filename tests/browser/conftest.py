"""A headless Chromium, and pages opened in it; nothing that a page says or asks for is missed.

They need a Chromium, and are skipped where there is none; `make browser-test` runs them alone, and
fails without one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from tests.browser.opened import Opened
from tests.browser.serving import Visitor, serving

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser that CHROMIUM names, or the first that is installed.

    It ends with its module: while it is driven, an event loop runs in this thread, and tests of
    other modules that run one of their own could not.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("no Chromium is here, which these tests need; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


class Opener:
    """Opens pages; at the end of a test each must have been silent and have asked for nothing."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.opened: list[Opened] = []

    def __call__(self, text: str, **options: Any) -> Any:
        """The page in a window of its own.

        Args:
            text: its HTML.
            options: of the window: color_scheme, viewport, java_script_enabled ...
        """
        path = self._folder / f"page-{len(self.opened)}.html"
        path.write_text(text, encoding="utf-8")
        page = self._browser.new_context(**options).new_page()
        opened = Opened(page)
        opened.listen()
        page.goto(path.as_uri())
        self.opened.append(opened)
        return page


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(chromium, tmp_path)
    yield opener
    for number, opened in enumerate(opener.opened):
        opened.page.context.close()
        assert opened.messages == []
        assert opened.requests == [(tmp_path / f"page-{number}.html").as_uri()]


@pytest.fixture(scope="session")
def served(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server with a small model of each kind."""
    of = request.getfixturevalue
    models = {
        "reverser": of("reverser"),
        "two-ways": of("two_ways"),
        "tagger": of("clause_tagger"),
        "names": of("name_tagger"),
        "labeller": of("labeller"),
        "writer": of("writer"),
        "exported": of("exported_reverser"),
    }
    with serving(models) as url:
        yield url


@pytest.fixture
def visit(chromium: Any, served: str) -> Iterator[Visitor]:
    """Opens the page of `served`."""
    visitor = Visitor(chromium, served)
    yield visitor
    visitor.close()
