"""What the process of a run leaves behind: whether it still trains, and why it failed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pantoum.data.lines import one_line
from pantoum.errors import PantoumError
from pantoum.locks import locked
from pantoum.model_dir import SCORES, WEIGHTS, holds_model, read_object
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


def checkpoint_time(folder: Path) -> int:
    """When the checkpoint of a directory was written, in nanoseconds; 0 if there is none."""
    try:
        return (folder / CHECKPOINTS / LAST).stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 0


def begin_or_resume(folder: Path, replaces: int | None) -> list[str]:
    """The flags with which the training of a directory begins, or is gone on with.

    Args:
        replaces: the `checkpoint_time` of what is to be replaced, as long as that is there; None
            if nothing is to be replaced.
    """
    now = checkpoint_time(folder)
    if replaces is not None and now in (0, replaces):
        return ["--overwrite"]
    return ["--resume"] if now else []


def holds_run(folder: Path) -> bool:
    """Whether the model of a finished run is still there, with its scores."""
    return holds_model(folder) and (folder / WEIGHTS).exists() and (folder / SCORES).exists()


def outcome_of(folder: Path, status: int) -> tuple[dict[str, Any], str]:
    """What the file of scores of a run says, and why the run failed; "" for one that did not.

    Args:
        folder: of the run, whose log is beside it.
        status: of its process, as a shell has it.
    """
    log = folder.with_name(f"{folder.name}.log")
    if status:
        return {}, _reason_of(log, status)
    scores = read_object(folder / SCORES)
    if not isinstance(scores.get("dev"), dict):
        return {}, f"{folder / SCORES} is gone or damaged: take {folder} away to train it again"
    return scores, ""


def _reason_of(log: Path, status: int) -> str:
    """The last thing that a run said, or how it was ended."""
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
