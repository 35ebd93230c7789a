"""The picture of attributions tells signs apart without colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pantoum.errors import PantoumError
from pantoum.plots import attribution_figure


def values(matrix: list[list[float]], source: list[str], output: list[str]) -> dict[str, Any]:
    return {"examples": [{"source": source, "output": output, "attributions": matrix}]}


VALUES = values([[2.0, -2.0, 0.1], [-1.0, 1.0, 0.0]], ["a", "b", "</s>"], ["ɑ̃", "</s>"])


def test_cells_hold_the_values() -> None:
    axes = attribution_figure(VALUES).axes[0]
    (cells,) = axes.collections
    shown = np.asarray(cells.get_array())
    np.testing.assert_array_equal(shown, VALUES["examples"][0]["attributions"])
    assert cells.get_clim() == (-2, 2)
    assert [one.get_text() for one in axes.get_xticklabels()] == ["a", "b", "</s>"]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["ɑ̃", "</s>"]


def test_signs_stand_in_the_cells() -> None:
    axes = attribution_figure(VALUES).axes[0]
    signs = {
        (int(one.get_position()[1]), int(one.get_position()[0])): one.get_text()
        for one in axes.texts
    }
    assert signs == {(0, 0): "+", (0, 1): "−", (1, 0): "−", (1, 1): "+"}


def test_equal_sizes_are_equally_dark_in_grey() -> None:
    figure = attribution_figure(VALUES)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    colours = np.asarray(axes.collections[0].get_facecolor()).reshape(2, 3, 4)
    grey = colours[:, :, :3] @ np.array([0.299, 0.587, 0.114])
    assert abs(grey[0, 0] - grey[0, 1]) < 0.1
    assert abs(grey[1, 0] - grey[1, 1]) < 0.1
    assert grey[0].max() > grey[1, :2].max() > grey[1, :2].min() > grey[0, :2].max()


def test_nothing_but_zeros() -> None:
    axes = attribution_figure(values([[0.0, 0.0]], ["a", "b"], ["c"])).axes[0]
    assert axes.collections[0].get_clim() == (-1, 1)
    assert not axes.texts


def test_an_input_that_is_not_there_is_refused() -> None:
    with pytest.raises(PantoumError, match="there are 1 inputs with attributions, of which 1 is"):
        attribution_figure(VALUES, 1)
