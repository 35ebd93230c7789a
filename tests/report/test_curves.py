"""The curves of a training are those of its record, however damaged that is."""

import re
from typing import Any

import pytest
from tests.report.reading import read

from pantoum.report import curves_section


def record(epoch: Any, loss: Any, best: bool = False, **dev: Any) -> dict[str, Any]:
    return {"epoch": epoch, "train_loss": loss, "dev": dev, "best": best}


def titles(content: str) -> list[str]:
    return [title.text for title in read(content).all("title")]


def test_loss_and_scores_have_a_curve_each() -> None:
    history = [
        record(1.0, 3.0, best=True, word_error_rate=90.0, exact_match=10.0, examples=5),
        record(2.0, 1.0, best=True, word_error_rate=40.0, exact_match=60.0, examples=5),
        record(3.0, 0.5, word_error_rate=45.0, exact_match=55.0, examples=5),
    ]
    content = curves_section(history).content
    assert titles(content) == ["training loss by epoch", "dev word error rate by epoch"]
    assert "The dashed line is at epoch 2," in content
    assert re.findall(r'points="([^"]*)"', content) == [
        "48.0,22.0 229.0,113.2 410.0,136.0",
        "48.0,22.0 229.0,136.0 410.0,124.6",
    ]


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"epoch": "x", "train_loss": 1},
        {"epoch": 1, "train_loss": None, "dev": []},
        record(1, float("nan"), accuracy=float("inf"), f1=10**400, macro_f1=True),
    ],
)
def test_what_is_no_number_has_no_place(damaged: dict[str, Any]) -> None:
    content = curves_section([damaged]).content
    assert "The model has no record of its training." in content
    assert titles(curves_section([record(1, 2.0), damaged]).content) == ["training loss by epoch"]


def test_why_there_are_none_is_said() -> None:
    assert "<p>Nobody wrote &lt;it&gt;.</p>" in curves_section([], "Nobody wrote <it>.").content
