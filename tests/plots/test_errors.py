"""Bars of errors show values, intervals and counts; confusions what is taken for what."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.explaining.answered import examined
from tests.explaining.test_errors import DATA

from pantoum.errors import PantoumError
from pantoum.explaining.errors import find_errors
from pantoum.plots import errors_confusions_figure, errors_figure
from pantoum.plots.figure import save_figure


def made_bin(name: str, value: float, interval: list[float] | None, answers: int) -> dict[str, Any]:
    shown = {"bin": name, "value": value, "interval": interval}
    return {**shown, "answers": answers, "inputs": answers}


BINS = [made_bin("1-4", 5.0, [1.0, 20.0], 1_234), made_bin("5-8", 30.0, None, 3)]
PART: dict[str, Any] = {
    **{"unit": "outputs", "answers": 1_237, "inputs": 1_237, "value": 6.0, "interval": [2.0, 9.0]},
    "by_input_length": BINS,
    "by_rarity": [made_bin("0", 0.0, [0.0, 40.0], 5)],
    "matrix": {"labels": ["सा", "한", "ش", "ʃ", ""], "counts": np.eye(5, dtype=int).tolist()},
}
VALUES = {"measure": {"name": "wrong answers", "unit": "%"}, "parts": {"outputs": PART}}


def test_bars_are_values_and_lines_their_intervals() -> None:
    figure = errors_figure(VALUES)
    axes: list[Any] = list(figure.axes)
    lengths, rarity = axes
    assert [one.get_width() for one in lengths.patches] == [5, 30]
    ends = [np.asarray(one.get_paths()[0].vertices)[:, 0].tolist() for one in lengths.collections]
    assert ends == [[1, 20]]
    assert [one.get_text() for one in lengths.get_yticklabels()] == ["1-4", "5-8"]
    assert [one.get_text() for one in lengths.texts] == ["n = 1,234", "n = 3"]
    assert lengths.get_xlabel() == "wrong answers (%)"
    assert rarity.get_title(loc="left") == "by times that training has the rarest symbol"
    # The mean of all, dashed; and the numbers of answers stand inside.
    (mean, *_) = [one for one in lengths.get_lines() if one.get_linestyle() == "--"]
    assert mean.get_xdata() == [6, 6]
    assert lengths.get_xlim()[1] > 40


def test_a_part_is_named_if_that_says_more() -> None:
    tags = {**PART, "unit": "words"}
    values = {**VALUES, "parts": {"upos": tags, "xpos": tags}}
    assert errors_figure(values, "xpos").axes[0].get_title(loc="right") == "xpos"
    assert errors_figure(VALUES).axes[0].get_title(loc="right") == ""
    assert (
        errors_figure(values).axes[1].get_title(loc="left") == "by times that training has the word"
    )
    with pytest.raises(PantoumError, match="upos, xpos"):
        errors_figure(values, "ner")


def test_confusions_name_what_is_nothing() -> None:
    axes = errors_confusions_figure(VALUES).axes[0]
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert names[-1] == "(nothing)"
    assert names[3] == "ʃ"
    assert len(axes.texts) == 5


@pytest.mark.parametrize("name", list(DATA))
def test_a_finding_is_drawn_from_its_file(name: str, tmp_path: Path) -> None:
    found = find_errors(examined(name, DATA[name]), train=DATA[name])
    values = json.loads(json.dumps(found.to_dict()))["values"]
    for draw in (errors_figure, errors_confusions_figure):
        path = tmp_path / f"{draw.__name__}.png"
        save_figure(draw(values), path)
        assert path.stat().st_size > 5_000


def test_nothing_found_is_nothing_to_draw() -> None:
    for draw in (errors_figure, errors_confusions_figure):
        with pytest.raises(PantoumError, match="nothing to draw"):
            draw({})
