"""The thread in which models compute, and what is set for its process."""

from __future__ import annotations

import asyncio
import os
import sys
from unittest.mock import Mock

import pytest
import torch

from pantoum.processors import KEPT_PROGRAMS
from pantoum.serve import model_thread
from pantoum.serve.batch import Item
from pantoum.serve.model_thread import (
    SWITCH_INTERVAL,
    ModelThread,
    set_up_process,
)
from pantoum.serve.waiting import Waiting


def test_what_somebody_has_chosen_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    ((name, value),) = KEPT_PROGRAMS.items()
    before = sys.getswitchinterval()
    monkeypatch.setenv(name, "7")
    set_up_process()
    assert os.environ[name] == "7"
    monkeypatch.delenv(name)
    set_up_process()
    assert os.environ[name] == value
    assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
    sys.setswitchinterval(before)


@pytest.mark.parametrize(("seconds", "times"), [(-1.0, 3), (60.0, 0)])
def test_free_memory_is_given_back_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, times: int
) -> None:
    given_back = Mock()
    monkeypatch.setattr(model_thread, "give_back", given_back)
    monkeypatch.setattr(model_thread, "GIVE_BACK", seconds)
    threads = torch.get_num_threads()

    async def serve() -> None:
        batch = [Mock(spec=Item)]
        batch[0].group.outcomes.return_value = [None]
        waiting = Mock(spec=Waiting)
        waiting.take.side_effect = [batch, batch, batch, None]
        loop = asyncio.get_running_loop()
        thread = ModelThread(waiting, lambda *batch: None, loop, threads)
        thread.start()
        assert await asyncio.to_thread(thread.join, 30.0)

    asyncio.run(serve())
    assert given_back.call_count == times
