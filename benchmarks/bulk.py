"""How fast `pantoum predict --engine ray` is beside `--workers`, both without their start.

    python benchmarks/bulk.py MODEL WORDS [--rows 200000] [--workers 2] [--beam 1]

The words are repeated up to the number of rows. The time of the start is that of a run on the first
hundred rows, which is taken from that of the whole run. Both run in turns, and the median counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

FEW = 100


def main() -> None:
    """Measure, and print a table."""
    options = parser().parse_args()
    words = options.words.read_text(encoding="utf-8").splitlines()
    words = [line.split("\t")[0] for line in words if line.strip()]
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.txt", Path(folder) / "many.txt"
        for path, count in ((few, FEW), (many, options.rows)):
            lines = islice(cycle(words), count)
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        flags = ["--workers", str(options.workers)]
        if options.beam:
            flags += ["--beam", str(options.beam)]
        ways = {"--workers": flags, "--engine ray": [*flags, "--engine", "ray"]}
        rates: dict[str, list[float]] = {name: [] for name in ways}
        outputs = {}
        for turn in range(options.turns):
            for name, given in ways.items():
                start, _ = run(options.model, few, given)
                whole, outputs[name] = run(options.model, many, given)
                rate = (options.rows - FEW) / (whole - start)
                rates[name].append(rate)
                print(f"turn {turn + 1}, {name}: start {start:.1f} s, {rate:,.0f} rows a second")
    assert outputs["--workers"] == outputs["--engine ray"], "the outputs differ"
    medians = {name: statistics.median(values) for name, values in rates.items()}
    for name, rate in medians.items():
        print(f"{name}: {rate:,.0f} rows a second")
    print(f"ray beside workers: {medians['--engine ray'] / medians['--workers']:.2f}")


def run(model: Path, words: Path, flags: list[str]) -> tuple[float, bytes]:
    """Predict all words with a command; its seconds and its output."""
    command = [sys.executable, "-m", "pantoum", "predict", str(model), str(words), *flags]
    begun = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun, ran.stdout


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("model", type=Path)
    made.add_argument("words", type=Path, help="a file with a word on each line, or before a TAB")
    made.add_argument("--rows", type=int, default=200_000)
    made.add_argument("--workers", type=int, default=2)
    made.add_argument("--beam", type=int)
    made.add_argument("--turns", type=int, default=1)
    return made


if __name__ == "__main__":
    main()
