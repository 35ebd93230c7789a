"""The reliability diagram shows accuracy, gap and interval of each bin, and how many it has."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.explaining.answered import examined
from tests.explaining.test_errors import DATA

from pantoum.errors import PantoumError
from pantoum.explaining.calibration import find_calibration
from pantoum.plots import reliability_figure
from pantoum.plots.figure import save_figure


def made_bin(low: float, confidence: float | None, accuracy: float | None, answers: int) -> Any:
    interval = None if accuracy is None else [accuracy - 0.1, accuracy + 0.1]
    return {
        **{"low": low, "high": low + 0.5, "answers": answers, "inputs": answers},
        **{"confidence": confidence, "accuracy": accuracy, "interval": interval},
    }


PART = {
    **{"answers": 4, "ece": 0.2, "brier": 0.15, "verdict": "over-confident"},
    **{"accuracy": 0.5, "confidence": 0.7},
    "equal_width": [made_bin(0.0, None, None, 0), made_bin(0.5, 0.7, 0.5, 4)],
    "equal_mass": [made_bin(0.0, 0.4, 0.8, 3), made_bin(0.5, 0.7, 0.5, 1)],
}
VALUES = {"parts": {"outputs": PART, "ʃ": PART}}


def axes_of(*args: Any, **options: Any) -> list[Any]:
    return list(reliability_figure(VALUES, *args, **options).axes)


def test_bars_gaps_and_lines() -> None:
    reliability, histogram = axes_of()
    accuracy, gap = reliability.patches
    assert (accuracy.get_x(), accuracy.get_width(), accuracy.get_height()) == (0.5, 0.5, 0.5)
    assert (gap.get_y(), gap.get_height()) == (0.5, pytest.approx(0.2))
    assert gap.get_hatch()
    assert not gap.get_fill()
    (line,) = [np.asarray(one.get_paths()[0].vertices) for one in reliability.collections]
    assert line[:, 1] == pytest.approx([0.4, 0.6])
    assert np.asarray(reliability.get_lines()[0].get_xydata()).tolist() == [[0, 0], [1, 1]]
    assert [one.get_height() for one in histogram.patches] == [100]
    assert histogram.get_ylabel() == "% of 4"
    assert "over-confident, ECE 0.200, Brier" in reliability.get_title()


def test_a_bin_may_be_surer_than_it_is_right_or_less() -> None:
    reliability, histogram = axes_of("ʃ", bins="equal_mass")
    gaps = reliability.patches[2:]
    assert [one.get_height() for one in gaps] == pytest.approx([-0.4, 0.2])
    assert [one.get_height() for one in histogram.patches] == [75, 25]
    assert reliability.get_title().startswith("ʃ: over-confident, ECE 0.200")


def test_a_finding_is_drawn_from_its_file(tmp_path: Path) -> None:
    found = find_calibration(examined("softmax_tagger", DATA["softmax_tagger"]))
    values = json.loads(json.dumps(found.to_dict()))["values"]
    for part in values["parts"]:
        for bins in ("equal_width", "equal_mass"):
            path = tmp_path / f"{part}-{bins}.png"
            save_figure(reliability_figure(values, part, bins=bins), path)
            assert path.stat().st_size > 5_000


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(PantoumError, match="nothing to draw"):
        reliability_figure({})
    with pytest.raises(PantoumError, match="outputs, ʃ"):
        reliability_figure(VALUES, "tags")
    with pytest.raises(PantoumError, match="equal_width"):
        reliability_figure(VALUES, bins="equal")
