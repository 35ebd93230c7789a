"""A hook of MkDocs: equations become MathML, and the lecture's diagrams part of their pages.

Equations are written in TeX, between dollars, and marked by pymdownx.arithmatex. Every browser of
today shows MathML by itself, so pages need no script. A diagram that is part of its page has the
page's colours, in its light scheme as in its dark one.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.exceptions import PluginError

HERE = Path(__file__).resolve().parent
EQUATION = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)
DIAGRAM = re.compile(r'<img alt="[^"]*" src="(?:\.\./)*images/lecture/(?P<name>\w+)\.svg" ?/?>')
# What the converter does not know stands in its result as it was: a command, or the columns of an
# environment.
UNKNOWN = re.compile(r"\\[A-Za-z]+|<mi>&(?:amp;)?</mi>")
# Browsers align the columns of a table by its style alone.
COLUMN = re.compile(r'<mtd columnalign="(\w+)">')
# Capital Greek letters are upright in mathematics, where other single letters are slanted.
CAPITAL = re.compile(r"<mi>(&#x0039[1-9A-F];|&#x003A[0-9];|[Α-Ω])</mi>")
# A prime is a letter that is raised by itself; raised once more, it is too small to be seen.
PRIME = re.compile(r"<msup><mi>(\w)</mi><mi>&#x02032;</mi></msup>")


def on_page_content(content: str, page: Any, **kwargs: Any) -> str:
    """The HTML of a page, with MathML and inline diagrams in it."""
    place = page.file.src_uri

    def equation(found: re.Match[str]) -> str:
        return mathml(html.unescape(found["tex"]), found["tag"] == "div", place)

    def diagram(found: re.Match[str]) -> str:
        drawn = (HERE / "images" / "lecture" / f"{found['name']}.svg").read_text(encoding="utf-8")
        return f'<span class="diagram">{drawn.strip()}</span>'

    return DIAGRAM.sub(diagram, EQUATION.sub(equation, content))


def mathml(tex: str, block: bool, place: str) -> str:
    """An equation in TeX as MathML.

    Raises: PluginError for what the converter does not know; the build then fails.
    """
    try:
        found = convert(tex.strip(), display="block" if block else "inline")
    except Exception as error:
        raise PluginError(f"{place}: no equation in TeX: {tex.strip()} ({error!r})") from error
    unknown = UNKNOWN.search(found)
    if unknown is not None:
        raise PluginError(f"{place}: {unknown[0]} is not known, in the equation {tex.strip()}")
    found = COLUMN.sub(r'<mtd style="text-align: \1">', found)
    found = CAPITAL.sub(r'<mi mathvariant="normal">\1</mi>', found)
    found = PRIME.sub(r'<mrow><mi>\1</mi><mo lspace="0" rspace="0">′</mo></mrow>', found)
    return f'<div class="equation">{found}</div>' if block else found
