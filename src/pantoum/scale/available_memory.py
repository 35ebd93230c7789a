"""How much memory this process and those that it starts may still take."""

from __future__ import annotations

from pathlib import Path

MEMORY = Path("/proc/meminfo")
# Where the limit of a container stands, and what is taken of it: of both kinds of Linux's groups.
GROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (
        Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        Path("/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ),
)


def available_memory() -> int | None:
    """Bytes that are free, also within the limit of a container; None where nobody knows."""
    found = [
        int(line.split()[1]) * 1024
        for line in _text(MEMORY).splitlines()
        if line.startswith("MemAvailable:")
    ]
    for limit, taken in GROUPS:
        most, now = _text(limit).strip(), _text(taken).strip()
        if most.isdigit() and now.isdigit():
            found.append(max(0, int(most) - int(now)))
    return min(found, default=None)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
