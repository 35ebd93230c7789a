"""Signals that end a training at its next step."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

# Requests to end, of which Windows has no SIGUSR1.
REQUESTS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGUSR1") if hasattr(signal, name)
)


class Interrupt:
    """While this context is open, the first SIGINT, SIGTERM or SIGUSR1 sets `requested`; a second
    one raises KeyboardInterrupt at once.

    SLURM sends SIGUSR1 some time before a job's time is over, where it is asked to, and SIGTERM
    when the job is to make room for another.

    `status` is what a program returns that a signal has ended: 128 and the signal's number. Only
    the main thread of a process receives signals; in another one nothing is requested.

    Args:
        speaks: whether the first signal is answered on stderr.
    """

    def __init__(self, speaks: bool = True) -> None:
        self._speaks = speaks
        self.requested = False
        self.status = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():
            for number in REQUESTS:
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
        if not self._speaks:
            return
        # Not print: it may be what the signal has interrupted. A terminal that is gone needs no
        # message.
        with contextlib.suppress(OSError):
            os.write(2, b"\npantoum: stopping after this step; Ctrl-C again stops at once\n")
