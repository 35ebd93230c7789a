"""Pictures of the lab: all that is known is drawn, and lines differ without colours."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from pantoum.plots.lab import STYLES, capacity_figure, depth_figure, lags_figure

NAMES = {"rnn": "plain RNN", "lstm": "LSTM"}


def mean(value, half=None):
    low, high = (None, None) if half is None else (value - half, value + half)
    return {"mean": value, "low": low, "high": high, "seeds": 1 if half is None else 3}


def values(*, solved=True):
    cases = [
        {"cell": "rnn", "lag": 10, "wrong": mean(80, 5), "sequences": None},
        {"cell": "rnn", "lag": 20, "wrong": mean(85), "sequences": None},
        {"cell": "lstm", "lag": 10, "wrong": mean(1, 1), "sequences": mean(500, 100)},
        {"cell": "lstm", "lag": 20, "wrong": mean(2), "sequences": mean(900)},
    ]
    if not solved:
        cases = cases[:2]
    return {"cells": ["rnn", "lstm"][: 1 + solved], "lags": [10, 20], "cases": cases}


def test_means_and_intervals_are_drawn():
    wrong, needed = lags_figure(values(), NAMES).axes
    lines: dict[Any, Any] = {bar.get_label(): bar for bar in wrong.containers}
    assert list(lines) == ["plain RNN", "LSTM"]
    assert lines["LSTM"].lines[0].get_xydata().tolist() == [[10, 1], [20, 2]]
    (intervals,) = lines["plain RNN"].lines[2]
    ends = [[y for _, y in segment] for segment in intervals.get_segments()]
    assert ends == [[75, 85], [85, 85]]
    bars: list[Any] = needed.containers
    drawn = [bar.lines[0].get_xydata().tolist() for bar in bars]
    assert drawn == [[], [[10, 500], [20, 900]]]
    assert "steps" in wrong.get_xlabel()
    assert "per cent" in wrong.get_ylabel()


def test_nothing_solved_is_said():
    _, needed = lags_figure(values(solved=False), NAMES).axes
    assert [text.get_text() for text in needed.texts] == ["no run solved it"]


@pytest.mark.parametrize("key", ["linestyle", "marker"])
def test_lines_differ_in_grey(key):
    assert len({style[key] for style in STYLES}) == len(STYLES)
    assert all(len(set(to_rgb(style["color"]))) == 1 for style in STYLES)


def test_a_line_for_each_size_and_all_that_was_read():
    cases = [
        {"cell": "lstm", "size": size, "length": length, "right": mean(50, 2), "bits": mean(size)}
        for size in (4, 8)
        for length in (1, 3)
    ]
    drawn = {"cells": ["lstm"], "sizes": [4, 8], "lengths": [1, 3], "cases": cases}
    figure = capacity_figure(drawn, NAMES)
    right, bits = figure.axes
    (legend,) = figure.legends
    names = {text.get_text() for text in legend.get_texts()}
    assert names == {"LSTM, 4 numbers", "LSTM, 8 numbers", "all that was read"}
    lines: list[Any] = bits.containers
    assert [line.lines[0].get_xydata().tolist() for line in lines] == [
        [[1, 4], [3, 4]],
        [[1, 8], [3, 8]],
    ]
    (read,) = [line for line in bits.get_lines() if line.get_label() == "all that was read"]
    assert [np.asarray(axis).tolist() for axis in read.get_data()] == [[0, 3], [0, 9]]
    assert len(right.containers) == 2


def test_a_single_layer_stands_in_both_lines():
    cases = [
        {"cell": "lstm", "layers": 1, "way": "plain", "wrong": mean(5), "sequences": mean(300)},
        {"cell": "lstm", "layers": 2, "way": "plain", "wrong": mean(7, 1), "sequences": mean(400)},
        {"cell": "lstm", "layers": 2, "way": "residual", "wrong": mean(9), "sequences": None},
    ]
    ways = ["plain", "residual"]
    drawn = {"cells": ["lstm"], "layers": [1, 2], "ways": ways, "cases": cases}
    wrong, needed = depth_figure(drawn, NAMES).axes
    lines: dict[Any, Any] = {bar.get_label(): bar for bar in wrong.containers}
    points = {name: bar.lines[0].get_xydata().tolist() for name, bar in lines.items()}
    assert points == {"LSTM, plain": [[1, 5], [2, 7]], "LSTM, residual": [[1, 5], [2, 9]]}
    bars: list[Any] = needed.containers
    assert bars[1].lines[0].get_xydata().tolist() == [[1, 300]]
