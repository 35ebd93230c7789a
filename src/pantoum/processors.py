"""How many processors this process may use, and what PyTorch's libraries are told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

PROCESS = Path("/proc/self/cgroup")
CGROUPS = Path("/sys/fs/cgroup")
# What PyTorch's OpenMP reads when it is imported: idle threads wait for work a little while and
# then sleep (docs/design/0016).
IDLE_THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "1000"}
# PyTorch's oneDNN makes a program for each shape of a batch. Of the thousand that it keeps by
# default most are hardly used again, and each takes up to 0.2 MB (docs/design/0025).
KEPT_PROGRAMS = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64"}


def let_idle_threads_sleep() -> None:
    """Have PyTorch's idle threads sleep, if it is not imported yet and nobody has chosen else.

    By default they spin, and where another program wants the processor, everybody waits for a
    thread that does not run.
    """
    for name, value in IDLE_THREADS.items():
        os.environ.setdefault(name, value)


def available_processors() -> int:
    """The processors that this process may run on, and of these no more than the quota of its
    control group allows: more threads than that would be stopped again and again.

    Sources: the Linux kernel's documentation of cgroup v2 (``cpu.max``) and of CFS bandwidth
    control (``cpu.cfs_quota_us``).
    """
    allowed = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    quotas = [quota for folder in control_groups("cpu") for quota in _quotas(folder)]
    # A part of a processor is none that a thread could have for itself.
    return max(1, min(allowed, *(int(quota) for quota in quotas)) if quotas else allowed)


def control_groups(controller: str) -> Iterator[Path]:
    """The folders of this process's control groups of Linux, and of those around them.

    In a container the process sees its own group as the root, or names a folder that is not there.

    Args:
        controller: what they limit, such as cpu or memory.
    """
    try:
        lines = PROCESS.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, name = rest.partition(":")
        if controllers and controller not in controllers.split(","):
            continue
        root = CGROUPS / controllers  # version 2 has one tree, and no names
        path = PurePosixPath(name.lstrip("/"))
        yield from (root / part for part in (path, *path.parents))


def _quotas(folder: Path) -> Iterator[float]:
    """The quota of a group, in processors; none where there is no limit."""
    both = _words(folder / "cpu.max")  # version 2
    if len(both) != 2:
        both = [*_words(folder / "cpu.cfs_quota_us"), *_words(folder / "cpu.cfs_period_us")]
    if len(both) == 2 and both[0].isdecimal() and both[1].isdecimal() and int(both[1]):
        yield int(both[0]) / int(both[1])


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except (OSError, UnicodeDecodeError):
        return []
