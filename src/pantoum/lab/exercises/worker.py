"""The process in which an answer runs: ``python -m pantoum.lab.exercises.worker REQUEST ANSWER``.

Both are files of JSON. What the answer prints goes where it would; the verdict does not.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import torch

from pantoum.lab.exercises.student import Judgement, TimeIsUpError, judge_file
from pantoum.lab.exercises.table import EXERCISES

# No file may grow beyond this, what is printed among them: a loop that prints for ever ends.
LARGEST_FILE = 1_000_000


def main(request_file: str, answer_file: str) -> None:
    """Judge what a request names, and write what came of it."""
    request: dict[str, Any] = json.loads(Path(request_file).read_text(encoding="utf-8"))
    seconds = float(request["seconds"])
    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))

    def ring(signum: int, frame: object) -> None:
        raise TimeIsUpError(f"{seconds:g} seconds")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        exercise = EXERCISES[request["exercise"]]
        judgement = judge_file(exercise, Path(request["file"]), request["seed"])
    except TimeIsUpError as error:  # while its answer was looked at
        judgement = Judgement("failed", f"it took longer than {error}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    answer = json.dumps(judgement._asdict())
    Path(answer_file).write_text(answer, encoding="utf-8")
    # What they printed comes out; threads and other things of theirs are not waited for.
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
