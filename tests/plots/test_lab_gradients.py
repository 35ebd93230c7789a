"""The picture of the lab's gradients: a panel for each question, nothing that is not known."""

from typing import Any

import pytest

from pantoum.plots.lab_gradients import gradients_figure
from pantoum.plots.lab_readers import context_figure

NAMES = {"rnn": "plain RNN", "gru": "GRU"}


def mean(value):
    return {"mean": value, "low": None, "high": None, "seeds": 1}


def curve(part, cell, bias: Any = "own", factor=1.0, through="a", last: Any = -4.0):
    return {
        "part": part,
        "cell": cell,
        "bias": bias,
        "factor": factor,
        "through": through,
        "tenth": None,
        "at_lags": [1, 2, 5],
        "log10": [mean(-1.0), mean(-2.0), None if last is None else mean(last)],
    }


def points(line: Any) -> list[list[float]]:
    return line.get_xydata().tolist()


@pytest.fixture
def values():
    return {
        "cells": ["rnn", "gru"],
        "lags": [5],
        "biases": [0.0, 2.0],
        "curves": [
            curve("first", "rnn", last=None),
            curve("first", "gru"),
            curve("first", "gru", through="c"),
            *(curve("first", "gru", bias) for bias in (0.0, 2.0, "chrono")),
            *(curve(part, "rnn", "chrono") for part in ("before", "after")),
            *(curve("scaled", "rnn", factor=factor) for factor in (0.5, 2.0)),
        ],
        "clipping": [
            {"clipped": False, "losses": [2.0, None], "loss": None, "longest": None},
            {"clipped": True, "losses": [2.0, 0.1], "loss": mean(0.1), "longest": mean(3)},
        ],
        "chance": 2.08,
    }


def test_a_panel_for_each_question(values):
    panels = gradients_figure(values, NAMES).axes
    lines = [
        {str(line.get_label()): points(line) for line in axes.get_lines()} for axes in panels[:5]
    ]
    assert [sorted(one) for one in lines] == [
        ["GRU", "plain RNN"],
        ["0", "2", "chrono"],
        ["plain RNN, after", "plain RNN, before"],
        ["× 0.5", "× 2"],
        ["clipped to 1", "guessing", "not clipped"],
    ]
    assert lines[0]["plain RNN"] == [[1, -1], [2, -2]]
    assert lines[0]["GRU"] == [[1, -1], [2, -2], [5, -4]]
    assert lines[4]["not clipped"] == [[25, 2.0]]
    assert lines[4]["clipped to 1"] == [[25, 2.0], [75, 0.1]]
    assert "steps" in panels[0].get_xlabel()
    assert panels[0].yaxis.get_major_formatter()(-40.0, 0) == "$10^{-40}$"
    assert not panels[5].axison


def test_a_row_for_each_reader_and_meaning():
    shown = {"forward": [[0.5, 0.4], [0.0, 0.1]], "both": [[1.0, 0.0], [0.2, 0.3]]}
    drawn = {"shown": shown, "labels": ["UNIT", "COMPANY"], "words": ["Tesla", "is"]}
    axes = context_figure(drawn).axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "forward:UNIT",
        "forward:COMPANY",
        "both:UNIT",
        "both:COMPANY",
    ]
    cells = axes.collections[0].get_array()
    assert cells is not None
    assert cells.reshape(4, 2).tolist() == [[0.5, 0.0], [0.4, 0.1], [1.0, 0.2], [0.0, 0.3]]
