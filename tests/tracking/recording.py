"""A reporter that remembers what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pantoum.tracking import RunEnd, TrackedRun, TrackerRun


@dataclass
class Recording:
    """Remembers each call; one whose name is in `fails` raises."""

    name: str = "recording"
    id: str | None = "abc"
    fails: tuple[str, ...] = ()
    run: Any = None
    logged: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    ends: list[RunEnd] = field(default_factory=list)

    def start(self, run: TrackedRun) -> TrackerRun:
        self.run = run
        self._fail("start")
        return TrackerRun(self.id, "where it is")

    def log(self, values: Mapping[str, float], step: int) -> None:
        self.logged.append((step, dict(values)))
        self._fail("log")

    def end(self, end: RunEnd) -> None:
        self.ends.append(end)
        self._fail("end")

    def _fail(self, call: str) -> None:
        if call in self.fails:
            raise OSError(f"no route\nto https://me:secret@host.example/{call}")
