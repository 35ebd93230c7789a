"""Texts taken apart for a model, and put together again."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.serve.segments import Segments, parts_of


@pytest.mark.parametrize(
    ("text", "inputs", "joined"),
    [
        ("one", ["one"], "<ONE>"),
        ("one\ntwo\r\n\n  three \n", ["one", "two", "three"], "<ONE>\n<TWO>\r\n\n  <THREE> \n"),
        ("a <b> c", ["a <b> c"], "<A <B> C>"),
        (" \n ", [], " \n "),
    ],
)
def test_lines(text: str, inputs: list[str], joined: str) -> None:
    segments = Segments(text, markup=False)
    assert segments.inputs == inputs
    assert segments.joined([f"<{one.upper()}>" for one in inputs]) == joined


@pytest.mark.parametrize(
    ("text", "inputs", "joined"),
    [
        ("<p>one <b>two</b></p>", ["one", "two"], "<p>ONE <b>TWO</b></p>"),
        ("a &amp; b", ["a & b"], "A &amp; B"),
        ("<script>x < 1</script>y", ["y"], "<script>x < 1</script>Y"),
        ("<pre>a <code>b</code> c</pre>d", ["d"], "<pre>a <code>b</code> c</pre>D"),
        ("<!-- <p>no</p> -->yes", ["yes"], "<!-- <p>no</p> -->YES"),
        ('<a title="no">yes</a>', ["yes"], '<a title="no">YES</a>'),
        ("<br>", [], "<br>"),
        ("&#65;&#00066;&#x43;", ["ABC"], "ABC"),
        ("&#" + "9" * 5_000 + "; &#" + "0" * 5_000 + "65", ["\ufffd A"], "\ufffd A"),
    ],
)
def test_markup_stays(text: str, inputs: list[str], joined: str) -> None:
    segments = Segments(text, markup=True)
    assert segments.inputs == inputs
    assert segments.joined([one.upper() for one in inputs]) == joined


def test_an_output_is_no_markup() -> None:
    assert Segments("<i>x</i>", markup=True).joined(["<script>"]) == "<i>&lt;script&gt;</i>"


@given(st.text("ab <>&;/!-\n\r\t", max_size=30))
def test_what_is_not_changed_stays(text: str) -> None:
    plain = Segments(text, markup=False)
    assert plain.joined(plain.inputs) == text


@given(
    st.lists(
        st.sampled_from(
            ["<!--", "-->", "<", ">", "<pre", "</pre", "</PRE>", "<CODE>", "</code >", "-", "a b"]
        ),
        max_size=12,
    ).map("".join)
)
def test_markup_is_what_one_expression_says(text: str) -> None:
    markup = r"(?is)<!--.*?-->|<(script|style|code|pre)\b.*?</\1\s*>|<[^<>]*>"
    parts = [""]
    ended = 0
    for found in re.finditer(markup, text):
        parts[-1:] = [text[ended : found.start()], found[0], ""]
        ended = found.end()
    assert parts_of(text) == [*parts[:-1], text[ended:]]


@pytest.mark.parametrize(
    "text", ["<!--", "<pre>", "<pre", "<", "</pre ", " ", "a ", "&#1", "<!-- -->", "\n", "&"]
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    whole = f"a{text * (500_000 // len(text))}b"
    began = time.process_time()
    for markup in (False, True):
        segments = Segments(whole, markup=markup)
        assert len(segments.joined(segments.inputs)) >= 2
    assert time.process_time() - began < 10  # minutes, where an end is looked for again and again
