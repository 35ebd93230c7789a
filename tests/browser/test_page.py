"""A page in a browser: read with the keyboard, in the dark, on paper, on a telephone, without the
script.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from tests.browser.conftest import Opener
from tests.report.judging import judge, page_of, page_of_labels, page_of_tags

from pantoum.report import Attention

ROWS = [(f"input {number}", "a bb ccc", "a dd ccc e") for number in range(60)]
PICTURE = Attention(np.full((5, 30), 1 / 30, dtype=np.float32), list("abcde"), ["long"] * 30)
LABELS = [(f"text {number}", f"label {number % 30}", f"label {number % 7}") for number in range(60)]
WORDS = [
    [(f"word{number}", "B-PERSON", "O"), ("sees", "O", "B-LOCATION"), ("OSLO", "B-LOCATION", "O")]
    for number in range(30)
]
PAGES = {
    "an encoder-decoder": page_of(judge(ROWS, "words"), {0: PICTURE}),
    "a classifier": page_of_labels(LABELS),
    "a tagger": page_of_tags(WORDS),
}
# The least contrast of text and what it stands on (WCAG 2.2, level AA).
LEAST_CONTRAST = 4.5

each = pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)


@pytest.fixture
def page(open_page: Opener) -> Any:
    return open_page(PAGES["an encoder-decoder"])


def focused(page: Any) -> str:
    """What has the focus: its tag and its text."""
    return page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.innerText")


class TestTheKeyboard:
    def test_the_first_stop_leads_to_the_content(self, page: Any) -> None:
        page.keyboard.press("Tab")
        assert focused(page) == "A To the content"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")

    def test_a_column_is_sorted(self, page: Any) -> None:
        head = page.locator("#error-table").get_by_role("columnheader", name="example")
        head.get_by_role("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        page.keyboard.press("Space")
        assert head.get_attribute("aria-sort") == "descending"
        page.keyboard.press("Tab")
        assert focused(page) == "BUTTON input"

    def test_attention_is_opened(self, page: Any) -> None:
        page.locator("summary").focus()
        assert not page.locator("details svg").is_visible()
        page.keyboard.press("Enter")
        assert page.locator("details svg").is_visible()

    def test_controls_follow_each_other(self, page: Any) -> None:
        page.get_by_role("searchbox").focus()
        stops = []
        for _ in range(5):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.id"))
        # The button of the rows before is off, for there are none.
        assert stops == ["choice-4", "choice-5", "size", "next", "reset"]

    def test_the_focus_is_seen(self, page: Any) -> None:
        page.get_by_role("searchbox").focus()
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


class TestAccessibility:
    @each
    def test_parts_have_roles_and_names(self, open_page: Opener, text: str) -> None:
        page = open_page(text)
        assert page.get_by_role("heading", level=1).all_inner_texts() == ["Evaluation"]
        headings = page.get_by_role("heading", level=2).all_inner_texts()
        assert headings[0] == "Scores"
        assert headings[-1] == "Errors"
        for name in headings:
            assert page.get_by_role("region", name=name, exact=True).count() == 1
        assert page.get_by_role("main").count() == page.get_by_role("navigation").count() == 1
        assert page.get_by_role("search").count() == 1
        nameless = page.evaluate(
            """() => Array.from(document.querySelectorAll("table, button, input, select, svg"))
                .filter((one) => !(one.caption || one.labels?.length || one.innerText ||
                    one.querySelector("title")))
                .map((one) => one.outerHTML)"""
        )
        assert nameless == []

    @each
    def test_texts_can_be_read(self, open_page: Opener, text: str) -> None:
        page = open_page(text)
        for scheme, ground in (("light", 1), ("dark", 0.01)):
            page.emulate_media(color_scheme=scheme)
            assert luminance(page, "getComputedStyle(document.body).backgroundColor") == (
                pytest.approx(ground, abs=0.02)
            )
            contrasts = page.evaluate(CONTRASTS)
            assert len(contrasts) > 50
            assert [one for one in contrasts if one[1] < LEAST_CONTRAST] == [], scheme


class TestPaper:
    @each
    def test_it_is_white_and_as_wide_as_the_paper(self, open_page: Opener, text: str) -> None:
        # A4 without its margins, at 96 pixels for an inch.
        page = open_page(text, color_scheme="dark", viewport={"width": 680, "height": 1000})
        page.emulate_media(media="print")
        assert luminance(page, "getComputedStyle(document.body).backgroundColor") == 1
        assert luminance(page, "getComputedStyle(document.body).color") == 0
        for nowhere in ("nav", ".controls", ".skip"):
            assert not page.locator(nowhere).first.is_visible()
        assert page.get_by_role("status").is_visible()

    def test_heads_of_tables_come_again_on_every_page(self, page: Any) -> None:
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == (
            "table-header-group"
        )
        # Chromium repeats no head with a button in it.
        buttons = page.eval_on_selector_all(
            "thead button", "all => all.map(one => getComputedStyle(one).display)"
        )
        assert set(buttons) == {"contents"}
        assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == (
            "visible"
        )

    def test_the_rows_that_are_shown_are_printed(self, page: Any) -> None:
        few = pages_of(page)
        page.get_by_role("combobox", name="Rows at once").select_option("all")
        assert pages_of(page) >= few > 1

    def test_pictures_that_are_open_are_printed(self, page: Any) -> None:
        page.emulate_media(media="print")
        assert not page.locator("details").is_visible()
        page.emulate_media(media="screen")
        page.locator("summary").click()
        page.emulate_media(media="print")
        box = page.locator("details svg").bounding_box()
        assert 100 < box["width"] <= 190


@each
def test_the_page_is_as_wide_as_the_window(open_page: Opener, text: str) -> None:
    page = open_page(text)
    if page.locator("summary").count():
        page.locator("summary").click()
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@each
def test_without_the_script_all_rows_are_there(open_page: Opener, text: str) -> None:
    page = open_page(text, java_script_enabled=False)
    rows = page.locator("#error-table tbody tr")
    assert rows.count() > 50
    assert rows.last.is_visible()
    assert not page.locator("#controls").is_visible()
    assert page.locator("thead button").count() == 0


def test_text_from_right_to_left_keeps_its_order_and_its_place(open_page: Opener) -> None:
    page = open_page(page_of(judge([("שלום", "אבג", "אגב")])))
    places = page.evaluate(
        """() => {
            const row = document.querySelector("#error-table tbody tr");
            const text = row.cells[1].querySelector("bdi").firstChild;
            const left = (start) => {
                const range = document.createRange();
                range.setStart(text, start);
                range.setEnd(text, start + 1);
                return range.getBoundingClientRect().left;
            };
            return [left(0), left(3), ...Array.from(row.cells, (one) => one.offsetLeft)];
        }"""
    )
    first, last, *cells = places
    assert first > last
    assert cells == sorted(cells)
    marks = page.locator("#error-table mark").all_inner_texts()
    assert "".join(marks).replace("א", "") == "".join(marks)


def test_markup_that_gets_in_does_not_run(chromium: Any, tmp_path: Any) -> None:
    # By the policy: none of our own code does this.
    path = tmp_path / "page.html"
    path.write_text(PAGES["a tagger"], encoding="utf-8")
    page = chromium.new_page()
    failed: list[tuple[str, str]] = []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(path.as_uri())
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend",
                '<img src="https://example.org/x.png" onerror="window.hacked = 1">');
            const script = document.createElement("script");
            script.textContent = "window.hacked = 2";
            document.body.append(script);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert failed == [("https://example.org/x.png", "csp")]
    page.close()


def pages_of(page: Any) -> int:
    """How many sheets of A4 a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def luminance(page: Any, colour: str) -> float:
    """Of a colour that a piece of JavaScript gives, from 0 for black to 1 for white."""
    return page.evaluate(f"() => {{ {LUMINANCE} return luminance({colour}); }}")


LUMINANCE = """
    const channels = (colour) => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 1;
        const context = canvas.getContext("2d");
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return Array.from(context.getImageData(0, 0, 1, 1).data, (one) => one / 255);
    };
    const linear = (one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    const brightness = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const luminance = (colour) => brightness(channels(colour));
"""
# The text and the contrast of every element with a text of its own that is shown.
CONTRASTS = (
    "() => {"
    + LUMINANCE
    + """
    const over = ([r, g, b, a], [R, G, B]) =>
        [r, g, b].map((one, place) => a * one + (1 - a) * [R, G, B][place]);
    const ground = (element) => {
        if (!element) return [1, 1, 1];
        const colour = channels(getComputedStyle(element).backgroundColor);
        return colour[3] === 1 ? colour.slice(0, 3) : over(colour, ground(element.parentElement));
    };
    const shown = Array.from(document.querySelectorAll("body *")).filter((one) =>
        one.checkVisibility() && !one.disabled && !one.closest("svg") &&
        Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim()));
    return shown.map((one) => {
        const [lower, upper] = [brightness(channels(getComputedStyle(one).color)),
            brightness(ground(one))].sort((a, b) => a - b);
        return [one.textContent.slice(0, 40), (upper + 0.05) / (lower + 0.05)];
    });
}"""
)
