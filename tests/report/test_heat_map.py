"""Attention weights as squares, each as dark as its weight is large."""

import numpy as np
from tests.report.reading import read

from pantoum.report import heat_map_svg
from pantoum.report.heat_map import CELL, MOST_SYMBOLS

WEIGHTS = np.array([[0.75, 0.25, 0.0], [0.004, 0.0, 0.996]], dtype=np.float32)


def test_squares_stand_in_their_row_and_column() -> None:
    picture = read(heat_map_svg(WEIGHTS, ["ɑ̃", "</s>"], ["a", "n", " "])).one("svg")
    squares = [
        (
            int(square.attributes["x"] or ""),
            int(square.attributes["y"] or ""),
            square.attributes["fill-opacity"],
            square.text,
        )
        for square in picture.all("rect")
    ]
    left, top, *_ = squares[0]
    assert squares == [
        (left, top, "0.75", "ɑ̃ ← a: 0.75"),
        (left + CELL, top, "0.25", "ɑ̃ ← n: 0.25"),
        (left + 2 * CELL, top + CELL, "1.00", "</s> ← (space): 1.00"),
    ]
    assert [label.text for label in picture.all("text")] == ["a", "n", "(space)", "ɑ̃", "</s>"]


def test_the_grid_is_as_large_as_the_map() -> None:
    picture = read(heat_map_svg(WEIGHTS, ["x", "y"], ["a", "n", "d"])).one("svg")
    lines = (picture.one("path").attributes["d"] or "").split("M")[1:]
    assert [line.partition("h")[2] for line in lines if "h" in line] == [f"{3 * CELL}"] * 3
    assert [line.partition("v")[2] for line in lines if "v" in line] == [f"{2 * CELL}"] * 4


def test_what_is_empty_or_too_large_is_not_drawn() -> None:
    assert heat_map_svg(np.zeros((0, 2), dtype=np.float32), [], ["a", "b"]) == ""
    many = ["a"] * (MOST_SYMBOLS + 1)
    assert heat_map_svg(np.zeros((1, len(many)), dtype=np.float32), ["b"], many) == ""
    assert heat_map_svg(np.zeros((1, len(many) - 1), dtype=np.float32), ["b"], many[1:])
