"""How long `weft train` and Yoyodyne take until as good on the same data: French pronunciation, test word error rate.

python benchmarks/speed/time_to_quality.py DATA [--seeds 1 2] [--threads 2] [--peers FOLDER] [flags of weft train]

Yoyodyne trains for 30 epochs in between two runs of `weft train`, so that a slow spell of the machine meets both. Of
Yoyodyne its trainer alone is timed, of Weft the whole command. Both are scored with greedy search.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from cases import CASES
from race import HERE

EPOCHS = 30
CASE = CASES["g2p"]


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
        "--peers", type=Path, default=HERE / "peers", help="virtual environments; make bench makes them"
    )
    given, flags = parser.parse_known_args()
    print(
        "| seed | Weft before: seconds, word error rate | yoyodyne | Weft after | yoyodyne's time, Weft's = 1 |\n"
        "|---|---|---|---|---|"
    )
    for seed in given.seeds:
        before = weft(given, seed, flags)
        theirs = yoyodyne(given, seed)
        after = weft(given, seed, flags)
        ratio = theirs.seconds / median([before.seconds, after.seconds])
        cells = " | ".join(f"{run.seconds:.0f} s, {run.word_error_rate:.2f} %" for run in (before, theirs, after))
        print(f"| {seed} | {cells} | {ratio:.1f} |", flush=True)


def weft(given: argparse.Namespace, seed: int, flags: Sequence[str]) -> Run:
    """`weft train` as a user runs it."""
    (train,), dev = CASE.files(given.data), given.data / CASE.dev[0]
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        command = [sys.executable, "-m", "weft"]
        threads = ["--training.threads", str(given.threads)]
        began = time.perf_counter()
        subprocess.run(
            [*command, "train", train, "--dev", dev, "-o", model, "--seed", str(seed), *threads, *flags],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - began
        found = subprocess.run(
            [*command, "evaluate", model, given.data / CASE.test[0], "--beam", "1", "--json"],
            check=True,
            capture_output=True,
        )
    return Run(seconds, json.loads(found.stdout)["word_error_rate"])


def yoyodyne(given: argparse.Namespace, seed: int) -> Run:
    """A whole run of its trainer."""
    python = given.peers / "yoyodyne" / "bin" / "python"
    arguments = [CASE.name, given.data, given.threads, EPOCHS, seed]
    found = subprocess.run(
        [python, HERE / "yoyodyne_whole.py", *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": str(given.threads), "MKL_NUM_THREADS": str(given.threads)},
    )
    return Run(**json.loads(found.stdout))


if __name__ == "__main__":
    main()
