"""What the server itself says, to compare with what its page shows; and waiting for the page."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any


def inspected(url: str, model: str, text: str, **more: Any) -> dict[str, Any]:
    """The answer of `POST /inspect`.

    Args:
        url: of the server.
        more: what else is asked.
    """
    body = json.dumps({"model": model, "input": text, **more}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/inspect", body)) as answer:
        return json.load(answer)


def part(inspection: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell of a part."""
    return next(cell for cell in inspection["cells"] if cell["name"] == name)


def number(value: float, decimals: int = 3) -> str:
    """A number as the page writes it."""
    text = f"{value:.{decimals}f}"
    return re.sub(r"^-(?=0\.?0*$)", "", text).replace("-", "−")


def until(page: Any, condition: Callable[[], bool]) -> None:
    """Wait until this is so. (The page's policy forbids the browser's own way of waiting.)"""
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not become so")


def focused(page: Any) -> str:
    """The name of what has the focus, as those hear it who do not see it."""
    return page.evaluate("() => document.activeElement.getAttribute('aria-label')")
