"""Lines on stderr, which no slow reader of stderr can make the server wait for."""

from __future__ import annotations

import queue
import sys
import threading
from typing import Any

# Lines that wait for a reader of stderr; what comes beyond is counted, and left out.
MOST_WAITING = 10_000
# Seconds that lines are collected, so that they are written together.
PAUSE = 0.05


class LineWriter:
    """Writes lines in a thread of its own.

    Args:
        out: where to, a stream of text; stderr if it is left out.
    """

    def __init__(self, out: Any = None) -> None:
        self._out = out
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lost = 0
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def line(self, text: str) -> None:
        """Write a line, at some time soon."""
        if self._lines.qsize() >= MOST_WAITING:
            self._lost += 1
        else:
            self._lines.put(text)

    def close(self, seconds: float = 2.0) -> None:
        """Write what is left, and end."""
        self._lines.put(None)
        self._thread.join(seconds)

    def _write(self) -> None:
        ended = threading.Event()
        while not ended.is_set():
            lines = [self._lines.get()]
            ended.wait(PAUSE)
            while not self._lines.empty():
                lines.append(self._lines.get())
            if None in lines:
                ended.set()
            texts = [line for line in lines if line is not None]
            lost, self._lost = self._lost, 0
            said = f"pantoum: {lost:,} lines of the log were lost: nobody took them"
            try:
                out = self._out or sys.stderr
                out.write("".join(f"{line}\n" for line in [*texts, *([said] if lost else [])]))
                out.flush()
            except (OSError, ValueError):  # a full disk, or a reader that has gone: later perhaps
                self._lost += lost + len(texts)
