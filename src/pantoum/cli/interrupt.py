"""Signals that end a command: cleanly, or at the next step."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any


@contextlib.contextmanager
def ends_cleanly() -> Iterator[None]:
    """While this context is open, SIGTERM ends the program as Ctrl-C does: what is half written is
    taken away.
    """
    own = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    )
    if own:
        signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        if own:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt(128 + number)


class Interrupt:
    """While this context is open, the first SIGINT or SIGTERM sets `requested`; a second one
    ends the program at once.

    `status` is what a program returns that a signal has ended: 128 and the signal's number.
    """

    def __init__(self) -> None:
        self.requested = False
        self.status = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupt:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._request)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _request(self, number: int, frame: FrameType | None) -> None:
        self.status = 128 + number
        if self.requested:
            raise KeyboardInterrupt(self.status)
        self.requested = True
        # Not print: it may be what the signal has interrupted. A terminal that is gone needs no
        # message.
        with contextlib.suppress(OSError):
            os.write(2, b"\npantoum: stopping after this step (once more: at once)\n")
