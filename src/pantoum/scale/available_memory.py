"""How much memory this process and those that it starts may still take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pantoum.processors import control_groups

MEMORY = Path("/proc/meminfo")
# The files of a control group's limit and of what is taken of it: of both versions of Linux's
# groups.
FILES = (
    ("memory.max", "memory.current"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes"),
)
# Files that are kept in memory count as taken, and are given up when memory is wanted.
GIVEN_UP = ("inactive_file", "total_inactive_file")


def available_memory() -> int | None:
    """Bytes that are free, also within the limits of the control groups around this process; None
    where nobody knows.

    Source: the Linux kernel's documentation of cgroup v2 (``memory.max``, ``memory.stat``).
    """
    found = [
        int(line.split()[1]) * 1024
        for line in _text(MEMORY).splitlines()
        if line.startswith("MemAvailable:")
    ]
    found += [free for folder in control_groups("memory") for free in _free(folder)]
    return min(found, default=None)


def _free(group: Path) -> Iterator[int]:
    """The bytes that a control group has left; none where there is no limit."""
    words = dict(
        line.split()[:2] for line in _text(group / "memory.stat").splitlines() if " " in line
    )
    given_up = max(
        (int(words[name]) for name in GIVEN_UP if words.get(name, "").isdigit()), default=0
    )
    for limit, taken in FILES:
        most, now = _text(group / limit).strip(), _text(group / taken).strip()
        if most.isdigit() and now.isdigit():
            yield max(0, int(most) - int(now) + given_up)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
