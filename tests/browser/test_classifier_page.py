"""The server's page with classifiers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.browser.asking import focused, inspected, until
from tests.browser.serving import Visitor


def view(page: Any) -> Any:
    return page.get_by_role("region", name="Labels")


def test_bars_of_all_labels(visit: Visitor) -> None:
    page = visit("model=labeller&input=bca")
    (best,) = inspected(visit.url, "labeller", "bca")["predictions"]
    assert view(page).locator(".verdict bdi").inner_text() == best["label"] == "beta"
    rows = view(page).get_by_role("listitem").locator("xpath=self::*[local-name()='g']")
    full = float(view(page).locator(".bar-back").first.get_attribute("width"))
    assert rows.count() == 3
    for place, (label, probability) in enumerate(best["probabilities"].items()):
        assert rows.nth(place).get_attribute("aria-label").startswith(f"{label}: ")
        width = float(rows.nth(place).locator(".bar-front").get_attribute("width"))
        assert width / full == pytest.approx(probability, abs=1e-6)


def test_the_text_is_coloured_by_what_counted(visit: Visitor) -> None:
    page = visit("model=labeller&input=bca")
    pooling = inspected(visit.url, "labeller", "bca")["pooling"]
    pieces = view(page).locator(".piece")
    assert pieces.count() == len(pooling["tokens"]) == 4
    heaviest = max(range(4), key=pooling["weights"].__getitem__)
    strengths = []
    for place, weight in enumerate(pooling["weights"]):
        pieces.nth(place).hover()
        said = view(page).locator(".readout").inner_text()
        assert said == pieces.nth(place).get_attribute("aria-label")
        if weight >= 0.1:
            assert float(said.split(": ")[1].removesuffix(" %")) == pytest.approx(
                100 * weight, abs=0.51
            )
        strengths.append(pieces.nth(place).evaluate("one => one.style.backgroundColor"))
    assert "100.0%" in strengths[heaviest]
    assert sum("100.0%" in one for one in strengths) == 1


def test_by_keys(visit: Visitor) -> None:
    page = visit("model=labeller&input=bca")
    view(page).locator('.piece[tabindex="0"]').focus()
    assert focused(page).startswith("“b”: ")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("“c”: ")
    page.keyboard.press("End")
    assert focused(page).startswith("the end: ")


def test_typing_moves_the_bars(visit: Visitor) -> None:
    page = visit("model=labeller&input=bca")
    page.get_by_role("textbox", name="Input").fill("cab")
    until(page, lambda: view(page).locator(".verdict bdi").inner_text() == "gamma")


def test_a_table(visit: Visitor, tmp_path: Path) -> None:
    page = visit("model=labeller&input=bca")
    with page.expect_download() as found:
        view(page).get_by_role("button", name="Save Labels as CSV").click()
    found.value.save_as(tmp_path / "labels.csv")
    text = (tmp_path / "labels.csv").read_text(encoding="utf-8")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]
    inspection = inspected(visit.url, "labeller", "bca")
    probabilities = inspection["predictions"][0]["probabilities"]
    pooling = inspection["pooling"]
    weights = zip(pooling["tokens"], pooling["weights"], strict=True)
    assert [(kind, name, float(value)) for kind, name, value in rows] == [
        *(("probability", *one) for one in probabilities.items()),
        *(("weight", *one) for one in weights),
    ]
