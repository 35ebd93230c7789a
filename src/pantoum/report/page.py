"""A whole page in one file: it loads nothing, and nothing in its data can run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from pantoum.report.markup import Html, Part, element, joined


class Section(NamedTuple):
    """A part of a page with a heading; `name` is what links to it end in."""

    name: str
    title: str
    content: Html


def page(title: str, facts: Sequence[tuple[str, Part]], sections: Sequence[Section]) -> Html:
    """The HTML of a page.

    Args:
        title: its heading.
        facts: what it is of: names and what they stand for.
        sections: its parts, in their order.
    """
    script = _resource("page.js")
    style = _resource("page.css")
    # Only this script and this style sheet count: what gets into the page otherwise does nothing,
    # and no address is asked for anything.
    policy = (
        f"default-src 'none'; img-src data:; style-src {_digest(style)}; "
        f"script-src {_digest(script)}; base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        element("style", style),
    )
    body = element(
        "body",
        element("a", "To the content", href="#content", class_="skip"),
        element("header", element("h1", title), _facts(facts), _contents(sections)),
        element("main", *map(_section, sections), id="content"),
        element("script", script),
    )
    return joined([Html("<!DOCTYPE html>"), element("html", head, body, lang="en"), Html()], "\n")


def _facts(facts: Sequence[tuple[str, Part]]) -> Html:
    pairs = [element("div", element("dt", name), element("dd", fact)) for name, fact in facts]
    return element("dl", *pairs, class_="facts")


def _contents(sections: Sequence[Section]) -> Html:
    links = [
        element("li", element("a", section.title, href=f"#{section.name}")) for section in sections
    ]
    return element("nav", element("ul", *links), aria_label="Sections")


def _section(section: Section) -> Html:
    heading = element("h2", section.title, id=f"{section.name}-heading")
    return element(
        "section",
        heading,
        section.content,
        id=section.name,
        aria_labelledby=f"{section.name}-heading",
    )


def _resource(name: str) -> Html:
    """A file that lies beside this module; it is ours, and stands in the page as it is."""
    return Html(resources.files("pantoum.report").joinpath(name).read_text(encoding="utf-8"))


def _digest(text: str) -> str:
    """What a browser knows the one allowed script, or style sheet, by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
