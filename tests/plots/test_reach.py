"""Pictures of reach show the numbers of the finding, on scales that can be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pantoum.plots.figure import save_figure
from pantoum.plots.reach import half_life_figure, reach_figure, styles_of


def of_state(model: str, through: str, median: list[float], **more: Any) -> dict[str, Any]:
    return {
        "model": model,
        "place": "encoder.1",
        "title": "encoder, layer 1",
        "through": through,
        "lags": list(range(1, len(median) + 1)),
        "median": median,
        "low": [one / 2 for one in median],
        "high": [one * 2 for one in median],
        **more,
    }


def of_units(model: str, units: list[float | None]) -> dict[str, Any]:
    return {"model": model, "place": "encoder.1", "title": "encoder, layer 1", "of_units": units}


VALUES: dict[str, Any] = {
    "models": ["trained", "first weights"],
    "states": [
        of_state("trained", "hidden", [0.3, 0.03, 0.0]),
        of_state("trained", "cell", [0.4, 0.2, 0.1]),
        of_state("first weights", "hidden", [0.5, 0.05, 2e-5]),
        of_state("first weights", "cell", [0.6, 0.5, 0.4]),
    ],
    "outputs": [of_state("trained", "hidden", [0.2, 0.9, 0.1], lags=[-1, 0, 1], lag_from="place")],
    "half_life": [
        of_units("trained", [2.0, None, 0.0, 8.0]),
        of_units("first weights", [3.0, 3.0, 3.0, 3.0]),
    ],
}
for _one in VALUES["outputs"]:
    del _one["place"], _one["title"], _one["through"]


def line(axes: Any, name: str) -> tuple[list[float], list[float]]:
    (found,) = [one for one in axes.get_lines() if one.get_label() == name]
    return list(found.get_xdata()), list(found.get_ydata())


def test_lines_are_the_medians() -> None:
    through_a, through_c, outputs = reach_figure(VALUES).axes
    lags, gains = line(through_a, "trained")
    assert lags == [1, 2, 3]
    np.testing.assert_equal(gains, [0.3, 0.03, np.nan])  # no logarithm has a 0
    assert line(through_c, "first weights") == ([1, 2, 3], [0.6, 0.5, 0.4])
    assert line(outputs, "trained") == ([-1, 0, 1], [0.2, 0.9, 0.1])
    assert {axes.get_yscale() for axes in (through_a, through_c, outputs)} == {"log"}
    assert through_a.get_ylabel() == "gain ∂a⟨t⟩/∂a⟨s⟩"
    assert through_c.get_ylabel() == "gain ∂a⟨t⟩/∂c⟨s⟩"
    assert through_a.get_xlabel() == "lag t − s (steps)"
    assert outputs.get_xlabel() == "lag t − s (symbols)"
    from_end = {**VALUES, "outputs": [{**VALUES["outputs"][0], "lag_from": "end"}]}
    assert reach_figure(from_end).axes[2].get_xlabel() == "distance from the last symbol"


def test_bands_go_from_quartile_to_quartile() -> None:
    _, through_c, _ = reach_figure(VALUES).axes
    band = np.asarray(through_c.collections[0].get_paths()[0].vertices)
    heights = {lag: {y for x, y in band.tolist() if x == lag} for lag in (1, 2, 3)}
    assert heights == {1: {0.2, 0.8}, 2: {0.1, 0.4}, 3: {0.05, 0.2}}


def test_all_states_have_one_scale_of_whole_decades() -> None:
    through_a, through_c, outputs = reach_figure(VALUES).axes
    assert through_a.get_ylim() == pytest.approx((1e-5, 10))
    assert through_c.get_ylim() == pytest.approx((1e-5, 10))
    assert outputs.get_ylim() == pytest.approx((1e-2, 10))


def test_half_lives_are_the_shares_of_units_of_at_least_that() -> None:
    (axes,) = half_life_figure(VALUES).axes
    low, high = axes.get_xlim()
    steps, shares = line(axes, "trained")
    assert steps == pytest.approx([low, low, 2, 8, high])
    assert shares == [100, 100, 75, 50, 25]  # one has none at all, one never forgets
    assert line(axes, "first weights")[1] == [100, 100, 75, 50, 25, 0]
    assert axes.get_xscale() == "log"


def test_models_differ_in_more_than_colour() -> None:
    styles = styles_of([str(number) for number in range(20)])
    assert len({(style.line, style.marker) for style in styles.values()}) == 20
    figure = reach_figure(VALUES)
    drawn = [(one.get_linestyle(), one.get_marker()) for one in figure.axes[0].get_lines()]
    assert drawn == [("-", "o"), ("--", "s")]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == VALUES["models"]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_without_states_is_drawn(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"reach{suffix}"
    save_figure(reach_figure({**VALUES, "states": []}), path)
    assert path.stat().st_size > 1000
