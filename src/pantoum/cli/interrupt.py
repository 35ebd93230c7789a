"""Signals that end a command cleanly."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


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


def interrupt_status(interrupt: KeyboardInterrupt) -> int:
    """The exit status of a program that a signal has ended: 128 and the signal's number."""
    error: BaseException | None = interrupt
    # Where the signal comes in the middle of decoding, Python puts the exception into another one
    # of its kind, with a text of its own.
    while error is not None:
        if error.args and isinstance(error.args[0], int):
            return error.args[0]
        error = error.__cause__
    return 128 + signal.SIGINT
