"""A page is one file that loads nothing, and runs only its own script."""

import base64
import hashlib
import re

import pytest
from tests.report.judging import HOSTILE, judge, page_of
from tests.report.reading import read

from pantoum.report import Section, page
from pantoum.report.markup import Html, element

PAGE = page_of(judge([("ab", "ba", "bb"), *((text, text, text + "x") for text in HOSTILE)]))


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_only_its_own_script_and_style_are_allowed() -> None:
    tree = read(PAGE)
    (policy,) = [
        node.attributes["content"] or ""
        for node in tree.all("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == digest(tree.one("script").text)
    assert rules["style-src"] == digest(tree.one("style").text)
    # Neither would be allowed by these digests.
    assert [node.tag for node in tree.walk() if "style" in node.attributes] == []
    assert [name for node in tree.walk() for name in node.attributes if name[:2] == "on"] == []


def test_nothing_is_loaded() -> None:
    tree = read(PAGE)
    addresses = [
        value
        for node in tree.walk()
        for name, value in node.attributes.items()
        if name in ("src", "href", "action", "data", "xlink:href")
    ]
    assert {address for address in addresses if address and address[0] != "#"} == {"data:,"}
    assert "url(" not in tree.one("style").text
    assert "@import" not in tree.one("style").text
    assert not re.search(r"fetch|XMLHttp|import\(|eval|innerHTML", tree.one("script").text)


def test_headings_and_sections_lead_to_each_other() -> None:
    tree = read(PAGE)
    assert tree.one("html").attributes == {"lang": "en"}
    assert tree.one("h1").text == tree.one("head").one("title").text == "Evaluation"
    headings = {node.attributes["id"]: node.text for node in tree.all("h2")}
    sections = tree.all("section")
    assert [headings[node.attributes["aria-labelledby"]] for node in sections] == [
        "Scores",
        "Parts of the examples",
        "Training",
        "Kinds of errors",
        "Confusions",
        "Errors",
    ]
    ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    links = [(node.attributes["href"] or "")[1:] for node in tree.all("a")]
    assert set(links) <= set(ids)
    labels = [node.attributes["for"] for node in tree.all("label")]
    controls = [node.attributes["id"] for node in tree.walk() if node.tag in ("input", "select")]
    assert labels == controls
    for table in tree.all("table"):
        assert table.one("caption").text
        assert {node.attributes["scope"] for node in table.all("th")} <= {"col", "row"}


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_names_on_a_page_are_no_markup(text: str) -> None:
    made = page(text, [(text, text)], [Section("a", text, element("p", text))])
    tree = read(made)
    assert [tree.one(tag).text for tag in ("h1", "dt", "dd", "h2", "p")] == [text] * 5
    assert len(tree.all("script")) == 1
    assert type(made) is Html
    assert made.startswith("<!DOCTYPE html>\n<html")
