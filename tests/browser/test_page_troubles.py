"""The server's page when something is wrong: one plain sentence, and what was there stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.serving import Visitor, serving
from tests.browser.test_seq2seq_page import shown, state_of

KEY = "4f1c" * 8


def fault(route: Any, status: int, message: str = "no", **headers: str) -> None:
    """Answer a request with an error."""
    route.fulfill(
        status=status,
        headers={"Content-Type": "application/json", **headers},
        body=json.dumps({"error": {"message": message}}),
    )


def write(page: Any, text: str) -> None:
    """Type an input in the place of the one that is there."""
    page.get_by_role("textbox", name="Input").fill(text)


def is_dimmed(page: Any) -> bool:
    """Whether the last good answer is shown as an old one."""
    return page.locator(".views").evaluate("(one) => one.classList.contains('stale')")


@pytest.fixture
def page(visit: Visitor) -> Any:
    """The page with an answer."""
    visit.expect_faults()
    page = visit("model=reverser&input=ab")
    shown(page, "ba")
    return page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (504, "The server took too long for this input; try a shorter one."),
        (500, "Something is wrong inside."),
        (503, "The server is about to end."),
    ],
)
def test_an_error_is_a_sentence_in_its_place(page: Any, status: int, sentence: str) -> None:
    page.route("**/inspect", lambda route: fault(route, status, sentence[:-1]))
    write(page, "abc")
    trouble = page.locator(".column > .trouble")
    trouble.get_by_text(sentence, exact=True).wait_for()
    shown(page, "ba")
    assert is_dimmed(page)
    page.unroute("**/inspect")
    write(page, "abca")
    shown(page, "acba")
    assert not trouble.is_visible()
    assert not is_dimmed(page)


def test_the_server_is_gone(page: Any) -> None:
    page.route("**/inspect", lambda route: route.abort("connectionrefused"))
    write(page, "abc")
    page.get_by_role("alert").get_by_text("The server does not answer").wait_for()
    assert is_dimmed(page)


def test_an_answer_that_is_no_json(page: Any) -> None:
    page.route("**/inspect", lambda route: route.fulfill(status=502, body="<html>Bad gateway"))
    write(page, "abc")
    page.get_by_role("alert").get_by_text("The server answered with the status 502.").wait_for()


def test_a_busy_server_is_asked_again(page: Any) -> None:
    tries: list[str] = []

    def answer(route: Any) -> None:
        tries.append(route.request.post_data)
        if len(tries) < 3:
            return fault(route, 429, **{"Retry-After": "1"})
        return route.continue_()

    page.route("**/inspect", answer)
    write(page, "abc")
    page.get_by_role("alert").get_by_text("The server has more to do than it can").wait_for()
    shown(page, "cba")
    assert len(tries) == 3


def test_a_bad_input_is_named(page: Any) -> None:
    write(page, "a" * 3000)
    alert = page.locator(".column > .trouble")
    alert.get_by_text(re.compile(r"^Input .*2,000.*\.$")).wait_for()
    shown(page, "ba")


def test_a_beginning_that_cannot_be_written(visit: Visitor) -> None:
    visit.expect_faults()
    page = visit("model=reverser&input=ab&prefix=q", wait=False)
    page.locator(".column > .trouble").get_by_text("prefix").wait_for()
    page.get_by_role("button", name="Begin freely").click()
    shown(page, "ba")
    assert "prefix" not in state_of(page)


def test_no_models_can_be_asked_for(visit: Visitor) -> None:
    visit.expect_faults()
    page = visit.window()
    page.route("**/models", lambda route: route.abort("connectionrefused"))
    page.goto(f"{visit.url}/#model=reverser&input=ab")
    page.get_by_role("alert").get_by_text("The server does not answer").wait_for()
    page.unroute("**/models")
    page.get_by_role("button", name="Try again").click()
    shown(page, "ba")


@pytest.fixture
def locked(reverser: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server that answers only with a key."""
    file = tmp_path / "keys"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    file.chmod(0o600)
    with serving({"reverser": reverser}, "--key-file", str(file)) as url:
        yield url


def test_a_key_is_asked_for(chromium: Any, locked: str) -> None:
    visitor = Visitor(chromium, locked)
    visitor.expect_faults()
    page = visitor("input=ab", wait=False)
    dialog = page.get_by_role("dialog", name="A key")
    dialog.get_by_label("Key", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("The server does not know this key.").wait_for()
    dialog.get_by_label("Key", exact=True).fill(KEY)
    dialog.get_by_role("button", name="Use it").click()
    shown(page, "ba")
    assert page.evaluate("Object.values({ ...sessionStorage })") == [KEY]
    assert KEY not in page.evaluate("JSON.stringify({ ...localStorage })")
    assert KEY not in page.url
    page.reload()
    shown(page, "ba")
    visitor.close()


@pytest.mark.parametrize(
    ("model", "titles"),
    [("labeller", ["Labels"]), ("writer", ["What it expects"])],
)
def test_of_a_long_input_the_output_is_shown(visit: Visitor, model: str, titles: list[str]) -> None:
    page = visit(f"model={model}&input=ab")
    assert len(page.locator("h3").all_inner_texts()) > len(titles)
    write(page, "ab" * 200)
    page.get_by_text("Of more than 300 characters only the output is shown.").wait_for()
    assert page.locator("h3").all_inner_texts() == titles
    assert page.locator(f".view:has-text('{titles[0]}') svg, .coloured").count() > 0
    write(page, "ab")
    page.locator("h3").nth(len(titles)).wait_for()
    assert not page.get_by_text("only the output is shown").is_visible()
