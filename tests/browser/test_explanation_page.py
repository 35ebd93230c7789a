"""The page of `pantoum explain`: it stands alone, and fits a telephone."""

from __future__ import annotations

import pytest
from tests.browser.conftest import Opener
from tests.stored.making import FOLDER

import pantoum

PAIRS = [("abc", "cba"), ("ab", "ba"), ("bca", "acb")]


@pytest.fixture(scope="module")
def page_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("explained") / "report"
    model = FOLDER / "format4" / "additive_lstm"
    pantoum.explain(model, PAIRS, place, only=["reach", "attention", "errors"])
    return (place / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "colours"), [(390, "light"), (1200, "dark")])
def test_nothing_is_wider_than_the_window(
    page_text: str, open_page: Opener, width: int, colours: str
) -> None:
    page = open_page(
        page_text, viewport={"width": width, "height": 800}, color_scheme=colours, offline=True
    )
    pictures = page.locator("figure img")
    assert pictures.count() > 5
    for picture in pictures.all():
        assert picture.evaluate("one => one.complete && one.naturalWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
