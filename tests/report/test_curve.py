"""A curve is drawn where its points are."""

import re

import pytest

from pantoum.report import curve_svg


def test_a_curve_goes_from_corner_to_corner() -> None:
    picture = curve_svg([(1, 100.0), (2, 40.0), (3, 20.0)], "epoch", "score")
    places = re.findall(r'points="([^"]*)"', picture)[0].split()
    assert places == ["48.0,22.0", "229.0,107.5", "410.0,136.0"]
    assert ">100<" in picture
    assert ">20<" in picture


def test_a_curve_without_a_slope_stands_in_the_middle() -> None:
    picture = curve_svg([(1, 5.0), (2, 5.0)], "epoch", "score")
    assert re.findall(r'points="([^"]*)"', picture) == ["48.0,79.0 410.0,79.0"]


@pytest.mark.parametrize(("marked", "x"), [(1, "48.0"), (2, "229.0"), (3, "410.0")])
def test_a_dashed_line_stands_at_the_marked_place(marked: int, x: str) -> None:
    picture = curve_svg([(1, 100.0), (2, 40.0), (3, 20.0)], "epoch", "score", marked)
    assert re.findall(r'<path d="M([0-9.]+) 22 V136"[^>]*dasharray', picture) == [x]


def test_names_are_no_markup() -> None:
    assert "<b>" not in curve_svg([(1, 1.0)], "<b>", "<b>")
