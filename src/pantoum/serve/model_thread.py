"""The one thread in which models compute, and what is set for its process."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence

from pantoum.processors import KEPT_PROGRAMS
from pantoum.serve.batch import Item, Outcome, input_error
from pantoum.serve.memory import give_back, keep_together
from pantoum.serve.waiting import Waiting

# Seconds after which one thread of Python lets another go on. By default it is five thousandths,
# which every answer would wait for while a model computes.
SWITCH_INTERVAL = 0.0005
# Seconds between two times that free memory is given back while models compute, which takes less
# than a thousandth of a second: between pieces that are kept it would grow by some per cent.
GIVE_BACK = 5.0

Delivered = Callable[[Sequence[Item], Sequence[Outcome], float], None]


def set_up_process() -> None:
    """Set what models and the event loop need of the process, before a model computes and before
    there are threads; how many programs are kept only where nobody has chosen it.
    """
    keep_together()
    sys.setswitchinterval(SWITCH_INTERVAL)
    for name, value in KEPT_PROGRAMS.items():
        os.environ.setdefault(name, value)


class ModelThread:
    """Takes one batch after the other, and has the outcomes delivered in the event loop.

    It ends when `waiting` is closed, and does not keep the process from ending.

    Args:
        waiting: where the batches are from.
        delivered: what is called in the loop with a batch, its outcomes and its seconds.
        loop: the event loop.
        threads: processors that a model computes with; 0: all that there are.
    """

    def __init__(
        self,
        waiting: Waiting,
        delivered: Delivered,
        loop: asyncio.AbstractEventLoop,
        threads: int = 0,
    ) -> None:
        self._waiting = waiting
        self._delivered = delivered
        self._loop = loop
        self._threads = threads
        self._thread = threading.Thread(target=self._run, name="pantoum-model", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for its end; whether that has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        _set_threads(self._threads)
        given_back = time.perf_counter()
        while (items := self._waiting.take()) is not None:
            began = time.perf_counter()
            outcomes = _outcomes(items)
            seconds = time.perf_counter() - began
            self._waiting.done(len(items), seconds)
            try:
                self._loop.call_soon_threadsafe(self._delivered, items, outcomes, seconds)
            except RuntimeError:  # the loop has ended, and whoever waited with it
                return
            # They would keep a model in memory that has been loaded anew, until the next batch.
            del items, outcomes
            if began > given_back + GIVE_BACK:
                give_back()
                given_back = began


def _outcomes(items: Sequence[Item]) -> list[Outcome]:
    """The outcomes of a batch, whatever happens."""
    try:
        return items[0].group.outcomes(items)
    except Exception as error:
        return [input_error(error, "")] * len(items)


def _set_threads(count: int) -> None:
    """Let PyTorch, where there is a model of it, compute with so many threads in this one."""
    torch = sys.modules.get("torch")
    if torch is not None:
        from pantoum.processors import available_processors

        torch.set_num_threads(count or min(torch.get_num_threads(), available_processors()))
