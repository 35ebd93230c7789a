"""Pictures of attention's certainty show what was found of it."""

import numpy as np
import pytest

from pantoum.errors import PantoumError
from pantoum.plots import attended_figure, certainty_figure, certainty_histogram_figure


def spread(*medians):
    return {
        "median": list(medians),
        "low": [value - 0.1 for value in medians],
        "high": [value + 0.1 for value in medians],
    }


def listed(symbol):
    return {
        "tokens": [symbol, "</s>"],
        "source_tokens": ["a", "b", "</s>"],
        "attention": [[0.5, 0.5, 0], [0, 0, 1]],
    }


VALUES = {
    "by_step": {
        "inputs": [6, 5, 2],
        "entropy_share": spread(0.2, 0.3, 0.4),
        "largest": spread(0.9, 0.8, 0.7),
        "histogram": [[6, *[0] * 9], [0, 4, *[0] * 7, 1], [0] * 10],
    },
    "most_certain": [listed("x"), listed("y")],
    "least_certain": [listed("z")],
}


def test_lines_are_medians_of_steps_that_enough_outputs_have():
    axes = certainty_figure(VALUES).axes[0]
    lines = {one.get_label(): one for one in axes.get_lines()}
    assert np.asarray(lines["largest weight"].get_ydata()).tolist() == [0.9, 0.8]
    assert np.asarray(lines["entropy / ln n"].get_ydata()).tolist() == [0.2, 0.3]
    assert np.asarray(lines["largest weight"].get_xdata()).tolist() == [1, 2]
    assert len({one.get_linestyle() for one in lines.values()}) == 2
    band = np.asarray(axes.collections[0].get_paths()[0].vertices)
    assert band[:, 1].min() == pytest.approx(0.7)
    assert band[:, 1].max() == pytest.approx(1.0)


def test_few_outputs_are_drawn_if_there_are_no_others():
    few = {**VALUES, "by_step": {**VALUES["by_step"], "inputs": [1, 1, 1]}}
    line = certainty_figure(few).axes[0].get_lines()[0]
    assert np.asarray(line.get_xdata()).tolist() == [1, 2, 3]


def test_a_column_holds_the_shares_of_its_step():
    axes = certainty_histogram_figure(VALUES).axes[0]
    cells = np.asarray(axes.collections[0].get_array())
    assert cells.shape == (10, 2)
    assert cells[9].tolist() == [1, 0]  # the lowest row has the least entropy
    assert cells[8].tolist() == [0, 0.8]
    assert cells[0].tolist() == [0, 0.2]
    assert axes.get_yticklabels()[0].get_text() == "0.9–1.0"


@pytest.mark.parametrize(
    ("which", "place", "symbol"),
    [("most_certain", 0, "x"), ("most_certain", 1, "y"), ("least_certain", 0, "z")],
)
def test_a_heat_map_is_that_of_the_input(which, place, symbol):
    axes = attended_figure(VALUES, which, place).axes[0]
    assert axes.get_yticklabels()[0].get_text() == symbol
    assert np.asarray(axes.collections[0].get_array()).tolist() == listed("x")["attention"]


def test_what_is_not_there_is_refused():
    with pytest.raises(PantoumError, match="there are 1 inputs of this kind"):
        attended_figure(VALUES, "least_certain", 1)
    for draw in (certainty_figure, certainty_histogram_figure):
        with pytest.raises(PantoumError, match="no steps to draw"):
            draw({"texts": 3})
