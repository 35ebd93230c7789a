"""Memory that is given back to the system."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from tests.serve.test_engine import run
from tests.serve.test_reloading import serving_files, write

from pantoum.serve import reloading
from pantoum.serve.memory import ARENAS, give_back


def megabytes() -> float:
    """Memory that this process has now."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def test_what_other_threads_have_left_is_given_back() -> None:
    parts: list[bytes] = []
    # More than Python keeps by itself, and less than the system hands out alone.
    thread = Thread(target=lambda: parts.extend(bytes(4_000) for _ in range(30_000)))
    thread.start()
    thread.join()
    last = parts.pop()  # what is kept at the end of the thread's memory keeps all before it
    parts.clear()
    before = megabytes()
    give_back()
    assert megabytes() < before - 60
    assert last


def test_models_that_are_loaded_anew_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(reloading, "give_back", lambda: calls.append("given back"))

    async def test() -> None:
        file = write(tmp_path / "m.onnx", "1")
        async with serving_files(file) as engine:
            await engine.reload()
            assert calls == []
            for version in ("2", "broken"):
                write(file, version)
                await engine.reload()
            assert calls == ["given back"] * 2

    run(test())


# Each thread keeps something of its own, and the C library says how many places it allocates from.
PLACES = """
import ctypes, sys, threading
from pantoum.serve.memory import keep_together

if "together" in sys.argv:
    keep_together()
barrier = threading.Barrier(6)
kept = []

def keep():
    barrier.wait()
    kept.append([bytes(4_000) for _ in range(10)])
    barrier.wait()

threads = [threading.Thread(target=keep) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""


def places(*arguments: str) -> int:
    """How many places a process with six threads allocates from."""
    command = [sys.executable, "-c", PLACES, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return len(re.findall(r"^Arena \d+:", done.stderr, re.M))


def test_threads_allocate_from_few_places() -> None:
    assert places() >= 6
    assert places("together") <= ARENAS
