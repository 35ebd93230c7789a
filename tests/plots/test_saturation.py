"""The picture of gates has a point for each unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pantoum.errors import PantoumError
from pantoum.plots import saturation_figure
from pantoum.plots.figure import save_figure


def gate(place: str, name: str, shut: list[float], opened: list[float]) -> dict[str, Any]:
    return {
        "place": place,
        "title": f"the {place}",
        "gate": name,
        "symbol": "Γ",
        "shut": shut,
        "open": opened,
    }


VALUES = {
    "shut_below": 0.1,
    "open_above": 0.9,
    "gates": [
        gate("encoder", "update_gate", [0.1, 0.5], [0.2, 0.4]),
        gate("encoder", "forget_gate", [0.0, 1.0], [1.0, 0.0]),
        gate("decoder", "update_gate", [0.3], [0.3]),
    ],
}


def test_a_point_is_a_unit(tmp_path: Path) -> None:
    figure = saturation_figure(VALUES)
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(figure.axes) == 4
    assert len(panels) == 3
    for axes, one in zip(panels, VALUES["gates"], strict=True):
        points = np.asarray(axes.collections[0].get_offsets())
        np.testing.assert_allclose(points, np.stack([one["shut"], one["open"]], axis=1))
        name = one["gate"].replace("_", " ")
        assert axes.get_title() == f"{one['title']}\n{name} Γ"
        assert axes.get_xlim() == axes.get_ylim() == (0, 1)
    save_figure(figure, tmp_path / "gates.png")
    assert (tmp_path / "gates.png").stat().st_size > 1000


def test_each_gate_has_its_marker() -> None:
    panels = saturation_figure(VALUES).axes
    shapes = [
        np.shape(axes.collections[0].get_paths()[0].vertices) for axes in panels if axes.axison
    ]
    assert shapes[0] == shapes[2] != shapes[1]


def test_no_gates_are_refused() -> None:
    with pytest.raises(PantoumError, match="there are no gates to draw"):
        saturation_figure({})
