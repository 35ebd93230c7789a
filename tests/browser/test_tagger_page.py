"""The server's page with taggers."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.browser.asking import focused, inspected, number, until
from tests.browser.serving import Visitor

CLAUSE = "model=tagger&input=the New York saw"
NAMES = "model=names&input=Ms Ada sees Rio de Janeiro , Oslo"


def view(page: Any) -> Any:
    return page.get_by_role("region", name="Tags")


def cells(page: Any, key: str) -> dict[tuple[str, str], str]:
    """The sentence of each cell of a grid, and by its row and column."""
    found = view(page).locator(f'[data-key^="{key}-"]')
    rows = found.evaluate_all(
        "all => all.map(one => [one.dataset.row, one.dataset.column, one.ariaLabel])"
    )
    return {(row, column): said for row, column, said in rows}


def test_words_with_their_tags(visit: Visitor) -> None:
    page = visit(CLAUSE)
    (best, *_) = inspected(visit.url, "tagger", "the New York saw")["predictions"]
    assert view(page).locator(".form").all_inner_texts() == best["words"]
    for place in range(4):
        word = view(page).locator(".word").nth(place)
        tags = word.locator(".tags span").all_inner_texts()
        assert tags == [best["tags"]["upos"][place], best["tags"]["xpos"][place]]


@pytest.mark.parametrize("kind", ["upos", "xpos"])
def test_how_likely_each_label_is(visit: Visitor, kind: str) -> None:
    page = visit(CLAUSE)
    view(page).get_by_role("radio", name=kind).press("Space")
    until(page, lambda: kind == "upos" or "tags=xpos" in page.url)
    inspection = inspected(visit.url, "tagger", "the New York saw")
    words = inspection["predictions"][0]["words"]
    labels, values = inspection["marginals"][kind].values()
    likeliest = np.array(values).argsort(axis=1)[:, ::-1]
    for place in range(4):
        names = view(page).locator(".word").nth(place).locator(".share .name").all_inner_texts()
        assert names == [labels[label] for label in likeliest[place][: len(names)]]
    said = set(cells(page, "tagger-marginals").values())
    kept = [label for label in range(len(labels)) if np.array(values)[:, label].max() >= 0.005]
    assert len(said) == 4 * len(kept)
    for label in kept:
        for place, word in enumerate(words):
            begins = f"{word}: {labels[label]} "
            (found,) = [one for one in said if one.startswith(begins)]
            share = values[place][label]
            if share >= 0.1:
                shown = float(found.removeprefix(begins).removesuffix(" %"))
                assert shown == pytest.approx(100 * share, abs=0.51)


def test_a_word_is_chosen_by_click_and_by_keys(visit: Visitor) -> None:
    page = visit(CLAUSE)
    view(page).get_by_role("button", name="York").click()
    until(page, lambda: "step=3" in page.url)
    assert view(page).locator('.word[aria-current="true"] .form').inner_text() == "York"
    # What is chosen is chosen in the cells, too.
    assert "step 3 (York)" in page.get_by_role("region", name="Inside the cells").inner_text()
    view(page).locator('.cell[tabindex="0"]').focus()
    assert focused(page).startswith("York: ")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("saw: ")
    page.keyboard.press("Enter")
    until(page, lambda: "step=4" in page.url)
    assert focused(page).startswith("saw: ")


def test_transitions(visit: Visitor) -> None:
    page = visit(NAMES)
    view(page).get_by_text("the transitions of the CRF").press("Enter")
    chain = inspected(visit.url, "names", "Ms Ada sees Rio de Janeiro , Oslo")["transitions"]["2"]
    labels = chain["labels"]
    scores = {
        f"{first} → {second}": chain["values"][row][column]
        for row, first in enumerate(labels)
        for column, second in enumerate(labels)
    }
    scores |= {f"start → {name}": chain["start"][place] for place, name in enumerate(labels)}
    scores |= {f"{name} → end": chain["end"][place] for place, name in enumerate(labels)}
    scores["start → end"] = None
    said = cells(page, "tagger-chain")
    assert len(said) == (len(labels) + 1) ** 2
    for sentence in said.values():
        pair, _, score = sentence.partition(": ")
        expected = scores.pop(pair)
        assert score == ("forbidden" if expected is None else number(expected, 2))
    assert not scores
    # The frames: what of the sentence follows what, in the scheme in which the chain is scored.
    path = ["start", "B-PER", "E-PER", "O", "B-LOC", "I-LOC", "E-LOC", "O", "S-LOC", "end"]
    steps = {f"{first} → {second}" for first, second in pairwise(path)}
    frames = (
        view(page)
        .locator("details .marked")
        .evaluate_all("all => all.map(one => [one.getAttribute('x'), one.getAttribute('y')])")
    )
    framed = set()
    for x, y in frames:
        cell = view(page).locator(
            f'[data-key^="tagger-chain-"][x="{float(x) - 1:g}"][y="{float(y) - 1:g}"]'
        )
        framed.add(cell.get_attribute("aria-label").partition(": ")[0])
    assert framed == steps


def test_other_ways_to_tag(visit: Visitor) -> None:
    page = visit(CLAUSE)
    view(page).get_by_text("Other ways to tag the sentence").click()
    ways = inspected(visit.url, "tagger", "the New York saw")["predictions"]
    rows = (
        view(page)
        .locator("tbody tr")
        .evaluate_all("all => all.map(row => row.lastElementChild.textContent)")
    )
    assert rows == [" ".join(one["tags"]["upos"]) for one in ways]


def test_a_table(visit: Visitor, tmp_path: Path) -> None:
    page = visit(CLAUSE)
    with page.expect_download() as found:
        view(page).get_by_role("button", name="Save Tags as CSV").click()
    found.value.save_as(tmp_path / "tags.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "tags.csv").read_text(encoding="utf-8"))))
    marginals = inspected(visit.url, "tagger", "the New York saw")["marginals"]
    assert len(rows) == sum(4 * len(one["labels"]) for one in marginals.values())
    for row in rows:
        labels, values = marginals[row["kind"]].values()
        expected = values[int(row["position"]) - 1][labels.index(row["label"])]
        assert float(row["probability"]) == expected


def test_one_word_and_many(visit: Visitor) -> None:
    page = visit("model=tagger&input=runs")
    assert view(page).locator(".word").count() == 1
    page.get_by_role("textbox", name="Input").fill("the a " * 50)
    until(page, lambda: view(page).locator(".word").count() == 100)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_word_of_markup_is_text(visit: Visitor) -> None:
    page = visit("model=tagger&input=<b>the</b> <img/src=x/onerror=alert(1)>")
    assert view(page).locator(".form").all_inner_texts() == [
        "<b>the</b>",
        "<img/src=x/onerror=alert(1)>",
    ]
