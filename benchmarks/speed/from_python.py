"""Whole trainings from Python beside the command, each a process of its own: they take turns.

python benchmarks/speed/from_python.py DATA [--epochs 2] [--rounds 7] [--threads 1]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

CALL = """
import pantoum
pantoum.train({train!r}, {dev!r}, {output!r}, epochs={epochs}, threads={threads}, progress=False)
"""


class Run(NamedTuple):
    """What a process took."""

    wall: float
    processor: float


def main() -> None:
    """Print the medians of both, and the median ratio of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = [both(given, Path(folder) / str(number)) for number in range(given.rounds)]
    print(
        f"\nfre, {given.epochs} epochs, {given.threads} threads, {given.rounds} rounds\n\n"
        "| time | command, s | from Python, s | from Python / command |\n|---|---|---|---|"
    )
    for field in Run._fields:
        pairs = [(getattr(command, field), getattr(python, field)) for command, python in rounds]
        ratio = median(python / command for command, python in pairs)
        command, python = (median(side) for side in zip(*pairs, strict=True))
        print(f"| {field} | {command:.2f} | {python:.2f} | {ratio:.3f} |")


def both(given: argparse.Namespace, folder: Path) -> tuple[Run, Run]:
    """The command, then the same in Python; the first of them changes from round to round."""
    folder.mkdir()
    train, dev = (str(given.data / "g2p" / f"fre_{part}.tsv") for part in ("train", "dev"))
    command = [sys.executable, "-m", "pantoum", "train", train, "--dev", dev]
    command += ["--output", str(folder / "command")]
    command += ["--training.epochs", str(given.epochs), "--training.threads", str(given.threads)]
    call = CALL.format(
        train=train,
        dev=dev,
        output=str(folder / "python"),
        epochs=given.epochs,
        threads=given.threads,
    )
    python = [sys.executable, "-c", call]
    if int(folder.name) % 2:
        second = run(python)
        return run(command), second
    return run(command), run(python)


def run(command: Sequence[str]) -> Run:
    """Start it and wait for its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, check=True, env=os.environ, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Run(wall, used)


if __name__ == "__main__":
    main()
