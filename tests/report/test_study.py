"""The page of a study has its trials, and pictures whose places are those of the values."""

import re

import pytest

from pantoum.report.study import TrialRow, study_page
from pantoum.report.study_pictures import Axis, bars_svg, history_svg, parallel_svg

AXES = [Axis("training.learning_rate", 0.001, 0.1, log=True), Axis("m.cell", choices=("a", "b"))]
TRIALS = [
    TrialRow(
        "0",
        "finished",
        12.5,
        {"training.learning_rate": 0.01, "m.cell": "a"},
        3.0,
        60.0,
        "",
        (12.5, 0.3),
    ),
    TrialRow(
        "1",
        "finished",
        10.5,
        {"training.learning_rate": 0.001, "m.cell": "b"},
        2.0,
        30.0,
        "",
        (10.5, 0.4),
    ),
    TrialRow("2", "failed", None, {"m.cell": "b"}, message="<no> memory"),
]


def test_places_on_axes() -> None:
    rate, cell = AXES
    assert rate.place(0.01) == pytest.approx(0.5)
    assert rate.place(0.1) == pytest.approx(1)
    assert rate.place(None) is None
    assert (cell.place("b"), cell.place("c")) == (1.0, None)
    assert Axis("x", 2, 4).place(3) == 0.5
    assert cell.marks() == [(0.0, "a"), (1.0, "b")]


def test_the_line_of_the_history_falls_where_a_trial_is_better() -> None:
    svg = history_svg([(0, 10.0), (1, 12.0), (2, 8.0)], "rate", 1)
    heights = [float(one) for one in re.findall(r'cy="([\d.]+)"', svg)]
    (path,) = re.findall(r' d="(M[^"]+)"', svg)
    assert path.count("V") == 1
    assert float(path.split("V")[1]) == heights[2]
    # Down is less.
    assert heights[1] < heights[0] < heights[2]
    upwards = history_svg([(0, 10.0), (1, 12.0), (2, 8.0)], "accuracy", -1)
    (path,) = re.findall(r' d="(M[^"]+)"', upwards)
    assert float(path.split("V")[1].split(" ")[0]) == heights[1]


def test_bars_are_as_long_as_their_shares() -> None:
    svg = bars_svg({"a": 0.75, "b": 0.25})
    long, short = (float(one) for one in re.findall(r'<rect[^>]* width="([\d.]+)"', svg))
    assert long == pytest.approx(3 * short, abs=0.3)


def test_a_line_of_parallel_coordinates_meets_its_values() -> None:
    svg = parallel_svg(AXES, [([1.0, 0.0], 5.0, "0"), ([0.0, None], 9.0, "1")], "rate")
    worse, better = re.findall(r'points="([^"]+)"', svg)
    ys = [float(point.split(",")[1]) for point in better.split()]
    assert ys[0] < ys[1]
    assert ys[2] == ys[1]  # the least score of all
    assert len(worse.split()) == 2


def test_the_page() -> None:
    page = study_page("Study x", [], TRIALS, "word_error_rate", 1, {"m.cell": 1.0}, AXES)
    rows = re.findall(r'<th scope="row">(\d)</th>', page)
    assert rows == ["1", "0", "0", "1", "2"]
    assert "&lt;no&gt; memory" in page
    assert "<no>" not in page
    empty = study_page("Study x", [], TRIALS[2:], "word_error_rate", 1, {}, AXES)
    assert "No trial has finished." in empty
