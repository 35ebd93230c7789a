"""A real server with small models, and windows on its page that can reach nothing else."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.browser.opened import Opened

# Seconds in which the server has loaded its models.
PATIENCE = 60.0
# Milliseconds in which a page shows what it is to show.
TIMEOUT = 30_000
ADDRESS = re.compile(r"on (http://\S+) \(page\)")
# What Chromium says of an answer that is an error; the page says it to the user.
FAILED = "Failed to load resource"


@contextlib.contextmanager
def serving(models: Mapping[str, Path], *flags: str) -> Iterator[str]:
    """The address of a server of these models, by name, that ends with the block."""
    given = [f"{name}={path}" for name, path in models.items()]
    command = [sys.executable, "-m", "pantoum", "serve", *given, "--port", "0", *flags]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if found := ADDRESS.search(line):
            return found[1]
    raise AssertionError(f"the server did not start: {''.join(said)}")


class Visitor:
    """Opens the page of a server; whatever else a page asks for is refused, and fails the test."""

    def __init__(self, browser: Any, url: str) -> None:
        self._browser = browser
        self.url = url
        self._opened: list[Opened] = []
        self._faults_expected = False

    def __call__(self, state: str = "", *, wait: bool = True, **options: Any) -> Any:
        """The page in a window of its own.

        Args:
            state: what stands behind the `#` of the link.
            wait: until there is an answer.
            options: of the window: color_scheme, viewport ...
        """
        page = self.window(**options)
        page.goto(f"{self.url}/#{state}")
        if wait:
            page.locator(".view").first.wait_for()
        return page

    def window(self, **options: Any) -> Any:
        """An empty window."""
        context = self._browser.new_context(accept_downloads=True, **options)
        context.route(lambda address: not self._is_ours(address), lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        opened = Opened(page)
        opened.listen()
        self._opened.append(opened)
        return page

    def expect_faults(self) -> None:
        """Let the server answer with errors, and the browser say so."""
        self._faults_expected = True

    def close(self) -> None:
        """Close all windows: each must have been silent, and have asked for what is ours alone."""
        for opened in self._opened:
            opened.page.context.close()
            said = [one for one in opened.messages if not self._may_say(one)]
            assert said == []
            assert [one for one in opened.requests if not self._is_ours(one)] == []

    def _may_say(self, message: str) -> bool:
        return self._faults_expected and message.startswith(FAILED)

    def _is_ours(self, address: str) -> bool:
        return address.startswith((f"{self.url}/", "data:", "blob:", "file:"))
