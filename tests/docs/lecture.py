"""The pages of the lecture's companion: their blocks of code."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.docs.blocks import ROOT

PAGES = sorted(path.stem for path in (ROOT / "docs" / "lecture").glob("*.md"))
# A block that a comment says is taken from a file, or one of the page's own.
CODE = re.compile(
    r"(?:^<!-- source: (?P<file>\S+) -->\n\n)?^```python\n(?P<text>.*?)^```$", re.M | re.S
)


class Code(NamedTuple):
    """A block of Python; `file` is where it is taken from, None for what a reader runs."""

    file: str | None
    text: str


def page_text(page: str) -> str:
    return (ROOT / "docs" / "lecture" / f"{page}.md").read_text(encoding="utf-8")


def code_of(page: str) -> list[Code]:
    """The blocks of Python of a page, in order."""
    return [Code(one["file"], one["text"]) for one in CODE.finditer(page_text(page))]
