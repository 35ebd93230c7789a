"""The server's page for everybody: by keyboard alone, in the dark, on a telephone, for screen
readers, and without motion.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.serving import Visitor
from tests.browser.test_page import CONTRASTS, LEAST_CONTRAST, luminance
from tests.browser.test_seq2seq_page import outputs, shown, state_of, until, view

STATES = {
    "an encoder-decoder": "model=reverser&input=abca&at=2&prefix=a&off=encoder.1.backward",
    "units": "model=reverser&input=abca&units=encoder.1.forward",
    "two models": "model=reverser&with=two-ways&input=abca",
    "a tagger": "model=tagger",
    "a classifier": "model=labeller",
    "a language model": "model=writer",
}
NAMELESS = """() => Array.from(document.querySelectorAll(
        "button, input, select, textarea, svg[role], [role=grid], table, summary, dialog"))
    .filter((one) => !(one.caption || one.labels?.length || one.innerText?.trim() ||
        one.getAttribute("aria-label") || one.closest("[aria-hidden=true]")))
    .map((one) => one.outerHTML.slice(0, 200))"""

each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


@each_state
def test_parts_have_names(visit: Visitor, state: str) -> None:
    page = visit(state)
    assert page.evaluate(NAMELESS) == []
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Pantoum"]
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (one) => one.id)")
    assert len(ids) == len(set(ids))


@each_state
def test_texts_can_be_read(visit: Visitor, state: str) -> None:
    page = visit(state)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        contrasts = page.evaluate(CONTRASTS)
        assert len(contrasts) > 15
        assert [one for one in contrasts if one[1] < LEAST_CONTRAST] == [], scheme


@each_state
def test_the_page_is_as_wide_as_the_window(visit: Visitor, state: str) -> None:
    page = visit(state)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_chosen(visit: Visitor, scheme: str) -> None:
    page = visit("model=reverser&input=ab", color_scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    theirs = luminance(page, ground)
    other = "dark" if scheme == "light" else "light"
    choice = page.get_by_role("combobox", name="Colours")
    choice.select_option(other)
    ours = luminance(page, ground)
    assert abs(ours - theirs) > 0.9
    page.reload()
    page.locator(".view").first.wait_for()
    assert luminance(page, ground) == ours
    choice.select_option("")
    assert luminance(page, ground) == theirs


def test_nothing_moves_where_motion_is_not_wanted(visit: Visitor) -> None:
    page = visit("model=reverser&input=ab", reduced_motion="reduce")
    moving = page.evaluate(
        """() => Array.from(document.querySelectorAll("*"), (one) => getComputedStyle(one))
            .filter(({ transitionDuration, animationName }) =>
                transitionDuration !== "0s" || animationName !== "none").length"""
    )
    assert moving == 0


class TestTheKeyboard:
    def test_the_first_stop_leads_to_the_output(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=ab")
        page.keyboard.press("Tab")
        assert focused(page) == "To the output"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert focused(page) == "reverser"

    def test_alone_it_does_everything(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=ab")
        go_to(page, "Input")
        page.keyboard.press("Control+A")
        page.keyboard.type("abca")
        shown(page, "acba")
        assert focused(page).startswith("Input")
        go_to(page, "Outputs")
        page.keyboard.press("ArrowRight")
        page.locator(".outputs li:nth-child(4)").wait_for()
        go_to(page, "attention")
        page.keyboard.press("Space")
        view(page, "Without these parts").wait_for()
        page.keyboard.press("Space")
        view(page, "Without these parts").wait_for(state="detached")
        go_to(page, "“c”, 2nd symbol")
        page.keyboard.press("Enter")
        page.locator(".alternatives").wait_for()
        assert focused(page).startswith("“c”, 2nd symbol")
        go_to(page, "“b”, probability")
        page.keyboard.press("Enter")
        until(page, lambda: outputs(page)[0].startswith("ab"))
        assert focused(page).startswith("“b”, probability")
        go_to(page, "no longer begin with", backwards=True)
        page.keyboard.press("Enter")
        shown(page, "acba")
        assert "prefix" not in state_of(page)

    def test_the_focus_is_always_seen(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=abca")
        unseen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(
                """() => {
                    const one = document.activeElement;
                    const style = getComputedStyle(one);
                    const beside = one.nextElementSibling;
                    return style.outlineStyle === "none" && style.stroke === "none" &&
                        (!beside || getComputedStyle(beside).outlineStyle === "none");
                }"""
            ):
                unseen.append(focused(page))
        assert unseen == []


def focused(page: Any) -> str:
    """The name of what has the focus."""
    return page.evaluate(
        """() => {
            const one = document.activeElement;
            return (one.getAttribute("aria-label") || one.labels?.[0]?.innerText ||
                one.innerText || "").trim();
        }"""
    )


def go_to(page: Any, name: str, *, backwards: bool = False) -> None:
    """Press the tab key until something of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"no stop is called {name}")
