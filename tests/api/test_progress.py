"""What a notebook shows of a training: one display, with a bar, the scores and a curve."""

import re
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from tests.reversing import TINY, reversals

import pantoum


class Handle:
    """A display of a notebook, which keeps all that it has shown."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def update(self, page: str) -> None:
        self.pages.append(page)


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Handle:
    """The one display of a process in which IPython seems to run in a kernel."""
    shown = Handle()
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(kernel=object())  # type: ignore[attr-defined]
    display = ModuleType("IPython.display")
    display.HTML = str  # type: ignore[attr-defined]

    def make(page: Any, display_id: bool) -> Handle:
        assert display_id
        return shown

    display.display = make  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return shown


def test_a_notebook_shows_the_plan_the_scores_and_one_curve(
    handle: Handle, capsys: pytest.CaptureFixture[str]
) -> None:
    model = pantoum.train(reversals()[:30], config=TINY, label_smoothing=0.1)
    assert capsys.readouterr() == ("", "")
    last = handle.pages[-1]
    assert "27 training and 3 dev pairs" in last
    assert "dev word_error_rate by epoch" in last
    assert len(re.findall("<svg", last)) == 1
    points = re.findall(r'<polyline points="([^"]*)"', last)[0].split()
    assert len(points) == len(model.history) == 3
    assert "<progress" not in last  # it is over
    assert any('<progress max="1" value="0.000"' in page for page in handle.pages)


def test_what_data_hold_is_no_markup(handle: Handle) -> None:
    pairs = [(f"<b>{source}", f"<i>{target}") for source, target in reversals()[:30]]
    pantoum.train(pairs, config=TINY)
    assert not any("<b>" in page or "<i>" in page for page in handle.pages)
