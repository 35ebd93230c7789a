"""Ctrl-C as a request to stop at the next step."""

from __future__ import annotations

import os
import signal
from types import FrameType, TracebackType
from typing import Any


class Interrupt:
    """While this context is open, the first SIGINT or SIGTERM sets `asked`; a second one ends the program at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupt:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        # Not print: it may be what the signal has interrupted.
        os.write(2, b"\nweft: stopping after this step (once more: at once)\n")
