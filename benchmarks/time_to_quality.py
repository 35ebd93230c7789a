"""How long `pantoum train` and Yoyodyne take until as good on the same data: French pronunciation,
test word error rate.

python benchmarks/time_to_quality.py DATA [--seeds 1 2] [--threads 2] [--peers FOLDER] [flags of
pantoum train]

Yoyodyne trains for 30 epochs in between two runs of `pantoum train`, so that a slow spell of the
machine meets both. Of Yoyodyne its trainer alone is timed, of Pantoum the whole command. Both are
scored with greedy search.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from running import evaluate, train

from tasks import Task, real_task

EPOCHS = 30
SPEED = Path(__file__).parent / "speed"


class Run(NamedTuple):
    """Seconds of training and word error rate on the test set, per cent."""

    seconds: float
    word_error_rate: float


def main() -> None:
    """A row for each seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--peers",
        type=Path,
        default=SPEED / "peers",
        help="virtual environments; make bench makes them",
    )
    given, flags = parser.parse_known_args()
    print(
        "| seed | Pantoum before: seconds, word error rate | yoyodyne | Pantoum after | yoyodyne's "
        "time, Pantoum's = 1 |\n"
        "|---|---|---|---|---|"
    )
    task = real_task(
        "fre", given.data, Path()
    )  # its files are read as they are: nothing is written
    for seed in given.seeds:
        before = pantoum(task, given.threads, seed, flags)
        theirs = yoyodyne(given, task, seed)
        after = pantoum(task, given.threads, seed, flags)
        ratio = theirs.seconds / median([before.seconds, after.seconds])
        cells = " | ".join(
            f"{run.seconds:.0f} s, {run.word_error_rate:.2f} %" for run in (before, theirs, after)
        )
        print(f"| {seed} | {cells} | {ratio:.1f} |", flush=True)


def pantoum(task: Task, threads: int, seed: int, flags: Sequence[str]) -> Run:
    """`pantoum train` as a user runs it."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        seconds = train(task, model, seed, ["--training.threads", str(threads), *flags])
        return Run(seconds, evaluate(model, task.test, "--beam", "1")["word_error_rate"])


def yoyodyne(given: argparse.Namespace, task: Task, seed: int) -> Run:
    """A whole run of its trainer."""
    python = given.peers / "yoyodyne" / "bin" / "python"
    arguments = ["g2p", given.data, given.threads, task.test, EPOCHS, seed]
    found = subprocess.run(
        [python, SPEED / "yoyodyne_whole.py", *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "OMP_NUM_THREADS": str(given.threads),
            "MKL_NUM_THREADS": str(given.threads),
        },
    )
    return Run(**json.loads(found.stdout))


if __name__ == "__main__":
    main()
