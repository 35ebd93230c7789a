"""From which size of a step on more threads pay: the same steps with one thread and with all, in
turns.

python benchmarks/speed/threads.py [--threads 2] [--rounds 15]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from itertools import product
from statistics import median

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

import torch
from growth import Point, step_of

ROWS = (4, 8, 16, 32)
HIDDEN = (64, 128, 256, 512)


def main() -> None:
    """A row for each size; the multiply-adds are those that `choose_threads` goes by."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    print(
        f"| rows | hidden | million multiply-adds | 1 thread, ms | {given.threads} threads, ms | "
        "ratio |\n" + "|---" * 6 + "|"
    )
    sizes = [
        Point(rows=rows, hidden=hidden, source=10, target=10)
        for rows, hidden in product(ROWS, HIDDEN)
    ]
    for point in sorted(sizes, key=work):
        one, all_threads = compare(step_of(point), given.threads, given.rounds)
        print(
            f"| {point.rows} | {point.hidden} | {work(point) / 1e6:.2f} | {1_000 * one:.1f} | "
            f"{1_000 * all_threads:.1f} | {all_threads / one:.2f} |",
            flush=True,
        )


def work(point: Point) -> int:
    """Multiply-adds in the products of a decoder step's gates with a state and a symbol."""
    return point.rows * 4 * point.hidden * (point.hidden + point.hidden // 2)


def compare(step: Callable[[], None], threads: int, rounds: int) -> tuple[float, float]:
    """Median seconds of a step with one thread, and with so many; of the three steps of a turn the
    last counts.
    """
    times: dict[int, list[float]] = {1: [], threads: []}
    for _ in range(rounds):
        for count, found in times.items():
            torch.set_num_threads(count)
            step()
            step()
            began = time.perf_counter()
            step()
            found.append(time.perf_counter() - began)
    return median(times[1]), median(times[threads])


if __name__ == "__main__":
    main()
