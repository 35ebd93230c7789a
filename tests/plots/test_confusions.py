"""The picture of a confusion matrix shows the counts, the shares of the rows, and the labels."""

from typing import NamedTuple

import numpy as np
import pytest

from pantoum.errors import PantoumError
from pantoum.metrics import confusion_matrix
from pantoum.plots import confusions_figure, plot_confusions


class Made(NamedTuple):
    labels: list[str]
    counts: np.ndarray


MATRIX = confusion_matrix(["a", "a", "a", "a", "b", "b", "c"], ["a", "a", "a", "b", "b", "x", "a"])


def texts(figure):
    """Each written count by its cell."""
    return {
        (round(one.get_position()[1] - 0.5), round(one.get_position()[0] - 0.5)): one
        for one in figure.axes[0].texts
    }


def test_cells_hold_shares_of_the_rows_and_the_counts():
    figure = confusions_figure(MATRIX)
    axes = figure.axes[0]
    # Labels: a, b, c, x; x is only predicted, so its row is empty.
    expected = [[0.75, 0.25, 0, 0], [0, 0.5, 0, 0.5], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert np.asarray(axes.collections[0].get_array()).tolist() == expected
    assert axes.collections[0].get_clim() == (0, 1)
    assert {place: text.get_text() for place, text in texts(figure).items()} == {
        **{(0, 0): "3", (0, 1): "1", (1, 1): "1", (1, 3): "1", (2, 0): "1"}
    }
    assert [one.get_text() for one in axes.get_xticklabels()] == ["a", "b", "c", "x"]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["a", "b", "c", "x"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "right")


def test_a_count_can_be_read_on_its_cell():
    colours = {place: text.get_color() for place, text in texts(confusions_figure(MATRIX)).items()}
    assert colours[0, 0] == "white"
    assert colours[0, 1] == colours[1, 1] == "black"


def test_many_classes_are_drawn_without_counts():
    figure = confusions_figure(
        Made([f"label {number}" for number in range(150)], np.eye(150, dtype=np.int64))
    )
    assert not figure.axes[0].texts
    assert figure.axes[0].collections[0].get_rasterized()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_pictures_are_written(tmp_path, suffix):
    path = tmp_path / f"confusions{suffix}"
    assert plot_confusions(MATRIX, path) is None
    assert path.stat().st_size > 1_000
    warning = plot_confusions(Made(["नमस्ते", "b"], np.eye(2, dtype=np.int64)), path)
    assert warning is not None
    assert "fonts-noto-core" in warning


def test_what_cannot_be_drawn(tmp_path):
    with pytest.raises(PantoumError, match="there are no labels"):
        plot_confusions(Made([], np.zeros((0, 0), dtype=np.int64)), tmp_path / "a.png")
    with pytest.raises(
        ValueError, match=r"counts must be \[labels, labels\] of 2 labels, got \(3, 3\)"
    ):
        confusions_figure(Made(["a", "b"], np.eye(3)))
    with pytest.raises(PantoumError, match=r"png, \.svg or"):
        plot_confusions(MATRIX, tmp_path / "a.eps")
