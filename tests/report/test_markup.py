"""Every text is shown as it is, and is no markup."""

import pytest
from tests.report.judging import HOSTILE
from tests.report.reading import read

from pantoum.report.markup import Html, data_text, element, joined


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_a_text_comes_back_as_it_went_in(text: str) -> None:
    made = read(element("p", data_text(text), title=text))
    paragraph = made.one("p")
    assert paragraph.text == text
    assert paragraph.attributes == {"title": text}
    assert [node.tag for node in made.walk()] == ["p", "bdi"]


def test_control_characters_are_spelled_and_other_signs_without_a_shape_stay() -> None:
    assert element("p", HOSTILE[-1]) == "<p>\\x1b[31m \u200d a\u00a0b</p>"
    assert element("p", "a\n\tb\0") == "<p>a\n\tb\\x00</p>"


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert element("p", "a\ud800").encode() == "<p>a\ufffd</p>".encode()


def test_markup_is_not_escaped_again() -> None:
    inner = element("b", "<")
    assert element("p", inner, None, " & ") == "<p><b>&lt;</b> &amp; </p>"
    assert joined([inner, "<"], "<") == "<b>&lt;</b>&lt;&lt;"


def test_attributes() -> None:
    made = element("input", id="a", class_="b", hidden=True, disabled=False, value=None, data_x=1)
    assert made == '<input id="a" class="b" hidden data-x="1">'
    assert type(made) is Html
