"""The server's page with language models."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.browser.asking import inspected, number, until
from tests.browser.serving import Visitor

WRITER = "model=writer&input=abab"
# Draws with the page's own module, for seeds from 0.
DRAWN = """async ([items, temperature, seeds, text]) => {
    const { drawn } = await import("pantoum/drawing.js");
    return Array.from({ length: seeds }, (_, seed) => drawn(items, temperature, seed, text));
}"""


def view(page: Any) -> Any:
    return page.get_by_role("region", name="What it expects")


def text_of(page: Any) -> str:
    return page.get_by_role("textbox", name="Input").input_value()


def test_surprise(visit: Visitor) -> None:
    page = visit("model=writer&input=aab")
    inspection = inspected(visit.url, "writer", "aab")
    for place, one in enumerate(inspection["surprise"]):
        said = view(page).locator(f'[data-key="surprise-{place}"]').get_attribute("aria-label")
        bits = -one["log_probability"] / math.log(2)
        assert f"{number(bits, 2)} bits, probability " in said
        cell = view(page).locator(f'[data-key="surprise-strips-0-{place}"]')
        assert cell.get_attribute("aria-label") == said
    perplexity = inspection["predictions"][0]["perplexity"]
    assert f"Perplexity of a symbol: {number(perplexity, 2)}" in view(page).inner_text()


def test_a_click_appends_a_symbol(visit: Visitor) -> None:
    page = visit(WRITER)
    bars = view(page).locator(".bars g")
    tokens = [one["token"] for one in inspected(visit.url, "writer", "abab")["next"]]
    assert bars.count() == len(tokens)
    place = tokens.index("a")
    bars.nth(place).click()
    until(page, lambda: text_of(page) == "ababa")
    until(page, lambda: view(page).locator(".piece").count() == 6)
    end = [one["token"] for one in inspected(visit.url, "writer", "ababa")["next"]].index("</s>")
    assert bars.nth(end).get_attribute("role") == "listitem"  # which can be no part of a text
    view(page).get_by_role("button", name="Undo").click()
    until(page, lambda: text_of(page) == "abab")


def test_by_keys_alone(visit: Visitor) -> None:
    page = visit("model=writer&input=a")
    view(page).locator('.bars .can[tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    until(page, lambda: text_of(page) == "ab")


def test_drawing_goes_on_and_back(visit: Visitor) -> None:
    page = visit("model=writer&input=a&seed=3")
    button = view(page).get_by_role("button", name="Draw a symbol")
    texts = ["a"]
    for _ in range(3):
        button.press("Enter")
        until(
            page, lambda: text_of(page) != texts[-1] or view(page).get_by_text("ends here").count()
        )
        if text_of(page) == texts[-1]:
            break
        texts.append(text_of(page))
        until(page, lambda: view(page).locator(".piece").count() == len(texts[-1]) + 1)
        assert page.evaluate("document.activeElement.dataset.key") == "draw"
    assert len(texts) > 1
    undo = view(page).get_by_role("button", name="Undo")
    for text in reversed(texts[:-1]):
        undo.click()
        until(page, lambda t=text: text_of(page) == t)
        until(page, lambda t=text: view(page).locator(".piece").count() == len(t) + 1)
    assert undo.get_attribute("aria-disabled") == "true"
    # The same seed draws the same.
    for text in texts[1:]:
        button.click()
        until(page, lambda t=text: text_of(page) == t)
        until(page, lambda t=text: view(page).locator(".piece").count() == len(t) + 1)


def test_the_end_can_be_drawn(visit: Visitor) -> None:
    page = visit("model=writer&input=ab&temperature=0.1")
    shares = inspected(visit.url, "writer", "ab")["next"]
    end = [one["token"] for one in shares].index("</s>")
    drawn = page.evaluate(DRAWN, [shares, 0.1, 60, "ab"])
    view(page).get_by_role("spinbutton", name="Seed").fill(str(drawn.index(end)))
    view(page).get_by_role("button", name="Draw a symbol").click()
    view(page).get_by_text("the text ends here").wait_for()
    assert text_of(page) == "ab"


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_what_is_drawn_has_its_probability(visit: Visitor, temperature: float) -> None:
    page = visit(WRITER)
    shares = [0.5, 0.3, 0.15, 0.05]
    items = [{"probability": share} for share in shares]
    sharpened = [share ** (1 / temperature) for share in shares]
    expected = [share / sum(sharpened) for share in sharpened]
    counts: Counter[int] = Counter()
    for text in ("", "abab", "שלום", "the dog "):
        counts.update(page.evaluate(DRAWN, [items, temperature, 1000, text]))
    for place, share in enumerate(expected):
        error = math.sqrt(share * (1 - share) / 4000)
        assert counts[place] / 4000 == pytest.approx(share, abs=4 * error)


def test_wrong_settings_change_nothing(visit: Visitor) -> None:
    page = visit(WRITER)
    field = view(page).get_by_role("spinbutton", name="Temperature")
    for text in ("0", "-1", "", "7"):
        field.fill(text)
        field.press("Tab")
        assert "temperature" not in page.url
    field.fill("")
    field.press_sequentially("1.5", delay=100)
    until(page, lambda: "temperature=1.5" in page.url)


def test_an_empty_text(visit: Visitor) -> None:
    page = visit("model=writer")
    page.get_by_role("textbox", name="Input").fill("")
    until(page, lambda: view(page).locator(".piece").count() == 1)
    view(page).locator(".bars .can").first.click()
    until(page, lambda: text_of(page) == "a")


def test_a_table(visit: Visitor, tmp_path: Path) -> None:
    page = visit(WRITER)
    with page.expect_download() as found:
        view(page).get_by_role("button", name="Save What it expects as CSV").click()
    found.value.save_as(tmp_path / "expects.csv")
    text = (tmp_path / "expects.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    inspection = inspected(visit.url, "writer", "abab")
    expected = [math.exp(one["log_probability"]) for one in inspection["surprise"]]
    expected += [one["probability"] for one in inspection["next"]]
    assert [float(row["probability"]) for row in rows] == pytest.approx(expected)
    assert [float(row["bits"]) for row in rows] == pytest.approx([-math.log2(p) for p in expected])
