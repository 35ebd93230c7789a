"""The picture of a unit shades each symbol by the unit's value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.patches import Rectangle

from pantoum.errors import PantoumError
from pantoum.plots import unit_figure
from pantoum.plots.figure import save_figure


def values(
    *examples: tuple[Sequence[str], Sequence[float], Sequence[float | None]],
) -> dict[str, Any]:
    return {
        "features": [
            {
                "name": "vowel",
                "title": "vowel",
                "best": {
                    "unit": 7,
                    "title": "encoder, layer 1",
                    "symbol": "c",
                    "r": -0.83,
                    "interval": [-0.9, -0.7],
                    "examples": [
                        {"symbols": symbols, "values": numbers, "feature": feature}
                        for symbols, numbers, feature in examples
                    ],
                },
            }
        ]
    }


def cells(figure: Any) -> list[Rectangle]:
    return [one for one in figure.axes[0].patches if isinstance(one, Rectangle)]


def test_shades_and_lines_below() -> None:
    figure = unit_figure(values((["a", "b", " "], [-1.0, 3.0, 1.0], [1, 0, None])), "vowel")
    shades = [one.get_facecolor() for one in cells(figure)]
    expected = [colormaps["Blues"](share) for share in (0.0, 1.0, 0.5)]
    np.testing.assert_allclose(np.array(shades), np.array(expected))
    texts = figure.axes[0].texts
    assert [one.get_text() for one in texts] == ["a", "b", "␣"]
    assert [one.get_color() for one in texts] == ["black", "white", "black"]
    (below,) = figure.axes[0].get_lines()
    left, right = np.asarray(below.get_xdata(), dtype=float)
    first = cells(figure)[0]
    assert first.get_x() < left < right < first.get_x() + first.get_width()
    title = "vowel: unit 7 of encoder, layer 1 (c), r = -0.83 [-0.90, -0.70]"
    assert figure.axes[0].get_title(loc="left") == title


def test_darker_in_grey_is_higher() -> None:
    numbers = [place / 9 for place in range(10)]
    figure = unit_figure(values((list("abcdefghij"), numbers, [0] * 10)), "vowel")
    grey = [np.dot(one.get_facecolor()[:3], [0.299, 0.587, 0.114]) for one in cells(figure)]
    assert (np.diff(grey) < -0.01).all()


def test_a_feature_that_is_a_number_has_no_lines() -> None:
    figure = unit_figure(
        values((["a", "b"], [0.0, 1.0], [0, 1]), (["a", "b", "c"], [0, 1, 0], [0, 1, 2])), "vowel"
    )
    assert not figure.axes[0].get_lines()


def test_long_texts_are_broken_and_symbols_do_not_overlap() -> None:
    words = ["word", "a", "longer-one"] * 20
    figure = unit_figure(values((words, [0.0, 0.5, 1.0] * 20, [0] * 60)), "vowel")
    rows: dict[float, list[Rectangle]] = {}
    for one in cells(figure):
        rows.setdefault(round(one.get_y(), 6), []).append(one)
    assert len(rows) > 1
    for line in rows.values():
        ends = [one.get_x() + one.get_width() for one in line]
        np.testing.assert_allclose([one.get_x() for one in line[1:]], ends[:-1])
    figure.draw_without_rendering()
    for one, text in zip(cells(figure), figure.axes[0].texts, strict=True):
        assert text.get_window_extent().width <= one.get_window_extent().width * 1.02


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_all_scripts_are_drawn(tmp_path: Path, suffix: str) -> None:
    texts = [["ɑ̃", "t͡ʃ", "ə"], ["स", "ा", "क्ष"], ["한", "국"], list("مرحبا"), ["$x$", "</s>"]]
    figure = unit_figure(
        values(*[(text, [0.5] * len(text), [0] * len(text)) for text in texts]), "vowel"
    )
    save_figure(figure, tmp_path / f"unit{suffix}")
    assert (tmp_path / f"unit{suffix}").stat().st_size > 1000
    shown = [one.get_text() for one in figure.axes[0].texts]
    assert "ɑ̃" in shown
    assert "$x$" in shown
    assert "م" in shown


def test_no_examples() -> None:
    assert not cells(unit_figure(values(), "vowel"))


def test_another_feature_is_refused() -> None:
    with pytest.raises(PantoumError, match="no unit was found for a feature 'x': choose one of vo"):
        unit_figure(values(), "x")
    with pytest.raises(PantoumError, match="no unit was found for a feature 'x': give values of"):
        unit_figure({}, "x")
