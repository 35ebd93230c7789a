"""Checks an answer to an exercise, in a process of its own and for a limited time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.errors import PantoumError
from pantoum.lab.exercises.table import exercise_named

# What a process may take to start and to import torch on a busy machine, beside the answer's time.
START_SECONDS = 120.0
# Of what an answer printed, so many characters are kept.
LONGEST_PRINTED = 2000
# No answer is as long as this, in bytes.
LARGEST_FILE = 1_000_000

OPENINGS = {
    "right": "is right",
    "wrong": "is not right yet",
    "missing": "is missing something",
    "failed": "could not be checked",
}


@dataclass(frozen=True)
class Verdict:
    """What came of an answer.

    Args:
        exercise: its name.
        status: "right", "wrong" (it gives something else), "missing" (there is no such function)
            or "failed" (it raised, or took too long).
        sentence: the same for a reader, in one sentence.
        details: where it failed: a line for each of the last frames in the answer's own file.
        printed: the beginning of what the answer printed.
    """

    exercise: str
    status: str
    sentence: str
    details: tuple[str, ...] = ()
    printed: str = ""

    @property
    def right(self) -> bool:
        return self.status == "right"


def check_exercise(name: str, path: str | Path, *, seconds: float = 20.0, seed: int = 1) -> Verdict:
    """Whether a file of Python has a right answer to an exercise.

    The file runs in a process of its own, with the rights of whoever calls this: it is no jail for
    the code of strangers.

    Args:
        name: of the exercise, such as ``lstm-1``.
        seconds: what the answer may take.
        seed: of the random values that it is given.
    Raises: PantoumError for an exercise that is not there, and a file that cannot be read.
    """
    exercise = exercise_named(name)
    file = _readable(Path(path))
    with tempfile.TemporaryDirectory(prefix="pantoum-exercise-") as folder:
        request = {"exercise": name, "file": str(file), "seconds": seconds, "seed": seed}
        found = _run(request, Path(folder), seconds + START_SECONDS)
        printed = _beginning(Path(folder) / "printed")
    status, reason, details = found
    sentence = f"{exercise.name} {OPENINGS[status]}: {reason}."
    return Verdict(exercise.name, status, sentence, details, printed)


def _readable(path: Path) -> Path:
    """The file, with its whole path."""
    if path.is_dir():
        problem = "is a directory"
    elif not path.exists():
        problem = "there is no such file"
    elif not path.is_file():
        problem = "is no plain file"
    elif path.stat().st_size > LARGEST_FILE:
        problem = f"has more than {LARGEST_FILE:,} bytes"
    elif not os.access(path, os.R_OK):
        problem = "may not be read"
    else:
        return path.resolve()
    remedy = "give a file of Python with the answer"
    raise PantoumError(problem, where=str(path), remedy=remedy)


def _run(request: dict[str, Any], folder: Path, seconds: float) -> tuple[str, str, tuple[str, ...]]:
    """Status, reason and details."""
    question, answer = folder / "request.json", folder / "answer.json"
    question.write_text(json.dumps(request), encoding="utf-8")
    # -P: a file of theirs that is called random.py must not stand in for Python's.
    command = [sys.executable, "-P", "-m", "pantoum.lab.exercises.worker", question, answer]
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return "failed", f"it took longer than {request['seconds']:g} seconds", ()
        finally:
            _end(process)
    try:
        found = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "failed", f"it ended Python with {_how(status)} before there was an answer", ()
    return found["status"], found["reason"], tuple(found["details"])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _how(status: int) -> str:
    """How a process ended, in words."""
    if status >= 0:
        return f"status {status}"
    return f"the signal {signal.Signals(-status).name}"


def _beginning(path: Path) -> str:
    """The first characters of a file."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(LONGEST_PRINTED)
