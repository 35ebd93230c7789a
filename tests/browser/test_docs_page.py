"""The page that says how the server is asked: every form sends its request, and nothing is asked of
others.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.browser.serving import Visitor
from tests.browser.test_page import CONTRASTS, LEAST_CONTRAST
from tests.browser.test_page_access import NAMELESS

from pantoum.serve.routes_table import ROUTES

# A status, and what comes behind it.
ANSWERED = re.compile(r"^\d{3} ")


def docs(visit: Visitor, **options: Any) -> Any:
    """The page."""
    page = visit.window(**options)
    page.goto(f"{visit.url}/docs")
    return page


def sent(form: Any) -> tuple[int, str]:
    """What the server answers to a form: the status, and the rest."""
    form.get_by_role("button", name="Send").click()
    answer = form.locator(".answer").filter(has_text=ANSWERED)
    answer.wait_for()
    status, _, rest = answer.inner_text().partition(" ")
    return int(status), rest.partition("\n\n")[2]


@pytest.mark.parametrize("path", ROUTES)
def test_every_form_sends_its_request(visit: Visitor, path: str) -> None:
    page = docs(visit)
    form = page.locator(f"form[data-path='{path.removeprefix('/')}']")
    if path == "/models/{name}":
        form.get_by_label("name").fill("reverser")
    if path == "/translate":
        form.get_by_label("Body").fill('{"q": "ab", "source": "auto", "target": "reverser"}')
    status, text = sent(form)
    assert status == 200
    if path == "/translate":
        assert json.loads(text)["translatedText"] == "ba"


def test_an_error_is_shown_as_text(visit: Visitor) -> None:
    visit.expect_faults()
    page = docs(visit)
    form = page.locator("form[data-path='predict']")
    form.get_by_label("Body").fill('{"input": "<b>x</b>", "model": "<img src=x>"}')
    status, text = sent(form)
    assert status == 404
    assert "<img src=x>" in json.loads(text)["error"]["message"]
    assert page.locator("img").count() == 0


def test_a_key_is_sent(visit: Visitor) -> None:
    page = docs(visit)
    page.get_by_label("Key, if the server has keys").fill("a-key")
    with page.expect_request("**/health") as asked:
        sent(page.locator("form[data-path='health']"))
    assert asked.value.headers["x-api-key"] == "a-key"
    page.get_by_label("Key, if the server has keys").press("Enter")
    assert page.url == f"{visit.url}/docs"


def test_the_commands_ask_the_server_of_the_page(visit: Visitor) -> None:
    commands = "\n".join(docs(visit).locator("code.command").all_inner_texts())
    assert f"curl {visit.url}/health\n" in commands
    assert f"curl {visit.url}/predict -d '" in commands
    assert f"curl {visit.url}/models/NAME\n" in commands
    assert "127.0.0.1:8000" not in commands


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody(visit: Visitor, scheme: str) -> None:
    page = docs(visit, color_scheme=scheme, viewport={"width": 360, "height": 700})
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 15
    assert [one for one in contrasts if one[1] < LEAST_CONTRAST] == []
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (one) => one.id)")
    assert len(ids) == len(set(ids))
