"""The interactive figures of the lecture's companion: files that need nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser.conftest import Opener
from tests.browser.test_cells_page import equations

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "lecture" / "figures"
VIEWS = {
    "attention": ["Output", "Attention", "Alignment", "The beam", "Inside the cells"],
    "lstm": ["What it expects", "Inside the cells"],
}
# Bytes: they are in the repository.
MOST = 200_000


def test_the_figures_that_there_are() -> None:
    found = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(found) == set(VIEWS)
    assert max(found.values()) < MOST


@pytest.mark.parametrize("name", VIEWS)
def test_a_figure_stands_alone(name: str, open_page: Opener) -> None:
    page = open_page((FOLDER / f"{name}.html").read_text(encoding="utf-8"), offline=True)
    page.locator(".view").first.wait_for()
    assert page.locator("h3").all_inner_texts() == VIEWS[name]


def test_the_unit_that_is_shown_keeps_what_the_text_began_with(open_page: Opener) -> None:
    page = open_page((FOLDER / "lstm.html").read_text(encoding="utf-8"), offline=True)
    page.locator("math").first.wait_for()
    gates = [text for text in equations(page) if text.startswith("Γf")]
    assert float(gates[0].rpartition("≈")[2]) > 0.95
