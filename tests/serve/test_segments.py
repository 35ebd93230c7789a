"""Texts taken apart for a model, and put together again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.serve.segments import Segments


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
        ("<!-- <p>no</p> -->yes", ["yes"], "<!-- <p>no</p> -->YES"),
        ('<a title="no">yes</a>', ["yes"], '<a title="no">YES</a>'),
        ("<br>", [], "<br>"),
        ("<pre>no <code>no</code> no</pre>yes", ["yes"], "<pre>no <code>no</code> no</pre>YES"),
        ("<!-- one <b>two", ["<!-- one", "two"], "&lt;!-- ONE <b>TWO"),
        ("<script>one", ["one"], "<script>ONE"),
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


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a" + " " * 60_000 + "b", False),
        ("a" + "\t" * 60_000 + "b", True),
        ("<!--" * 30_000, True),
        ("<script" * 30_000, True),
        ("<pre></pre" * 30_000, True),
    ],
)
def test_no_text_takes_long(text: str, markup: bool) -> None:
    began = time.thread_time()
    Segments(text, markup=markup)
    assert time.thread_time() - began < 2  # the square of the length would take half a minute
