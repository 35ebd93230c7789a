"""What the process of a run leaves behind: whether it still trains, and why it failed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from pantoum.data.lines import one_line
from pantoum.errors import PantoumError
from pantoum.locks import locked
from pantoum.training.reservation import CHECKPOINTS, LAST, LOCK

# Seconds that a training gets to write its last checkpoint when what had started it was killed.
PATIENCE = 60.0
# What the commands say before their reasons.
BEFORE = ("pantoum train: error: ", "pantoum: error: ")


def is_training(folder: Path) -> bool:
    """Whether a process trains in a directory."""
    lock = folder / CHECKPOINTS / LOCK
    if not lock.exists():
        return False
    in_use = PantoumError(
        "another run is writing there;", where=str(folder), remedy="wait until it has ended"
    )
    try:
        with locked(lock, in_use):
            return False
    except PantoumError as error:
        return error is in_use


def until_free(folder: Path) -> Iterator[None]:
    """None again and again, for as long as a process trains in a directory, but no longer than
    `PATIENCE`: a command that is killed takes its runs along, which need a moment for their last
    checkpoints. What then trains there says that the directory is in use.
    """
    end = time.monotonic() + PATIENCE
    while is_training(folder) and time.monotonic() < end:
        yield None


@contextlib.contextmanager
def holding(lock: Path) -> Iterator[None]:
    """While this context is open, no other one opens for the same file: it waits for those that
    are, which have little to do.
    """
    busy = PantoumError("is in use for long;", where=str(lock), remedy="wait, and try again")
    end = time.monotonic() + PATIENCE
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locked(lock, busy))
                break
            except PantoumError as error:
                if error is not busy or time.monotonic() > end:
                    raise
                time.sleep(0.05)
        yield


def has_checkpoint(folder: Path) -> bool:
    """Whether a training in a directory can be gone on with."""
    return (folder / CHECKPOINTS / LAST).exists()


def reason_of(log: Path, status: int) -> str:
    """Why a run failed: the last thing that it said, or how it was ended.

    Args:
        log: of the run.
        status: as a shell has it.
    """
    if status == 137:
        return "the process was killed, perhaps because memory ran out: give fewer --jobs"
    try:
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    except OSError:
        lines = []
    last = lines[-1] if lines else f"it ended with status {status}"
    for before in BEFORE:
        last = last.removeprefix(before)
    return one_line(last)
