"""What is set for the process of a server."""

from __future__ import annotations

import os
import sys

import pytest

from pantoum.serve.model_thread import KEPT_OPERATIONS, SWITCH_INTERVAL, set_up_process


def test_what_somebody_has_chosen_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    name, value = KEPT_OPERATIONS
    before = sys.getswitchinterval()
    monkeypatch.setenv(name, "7")
    set_up_process()
    assert os.environ[name] == "7"
    monkeypatch.delenv(name)
    set_up_process()
    assert os.environ[name] == value
    assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
    sys.setswitchinterval(before)
