"""How long one word takes: the whole process, cold, beside a whole test set; and warm, word after
word.

python benchmarks/speed/latency.py MODEL WORDS.tsv [--rounds 5] [--threads 1]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

import torch

import pantoum


def main() -> None:
    """Measure and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a model directory")
    parser.add_argument(
        "words", type=Path, help="a text file, or pairs with the inputs in the first column"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="for the warm words")
    given = parser.parse_args()
    words = [line.split("\t")[0] for line in given.words.read_text(encoding="utf-8").splitlines()]
    print(cold(given.model, words, given.rounds), flush=True)
    print(warm(given.model, words, given.rounds, given.threads))


def cold(model: Path, words: list[str], rounds: int) -> str:
    """Seconds of whole processes with a beam of 5, taking turns."""
    times: dict[int, list[float]] = {1: [], len(words): []}
    for _ in range(rounds):
        for count, found in times.items():
            text = "".join(f"{word}\n" for word in words[:count])
            command = [sys.executable, "-m", "pantoum", "predict", str(model), "--beam", "5"]
            began = time.perf_counter()
            subprocess.run(command, input=text, text=True, check=True, capture_output=True)
            found.append(time.perf_counter() - began)
    one, many = (median(found) for found in times.values())
    more = median(second - first for first, second in zip(*times.values(), strict=True))
    return (
        f"cold, beam of 5: {one:.2f} s for one word, {many:.2f} s for {len(words)}; {more:.2f} s "
        "more "
        f"(medians of {rounds} rounds)\n"
    )


def warm(model: Path, words: list[str], rounds: int, threads: int) -> str:
    """Milliseconds of calls with one word each."""
    torch.set_num_threads(threads)
    rows = ["| weights | search | median, ms | 99th percentile, ms |", "|---|---|---|---|"]
    for int8 in (False, True):
        predictor = pantoum.load(model, int8=int8)
        for beam in (1, 5):
            times = []
            for turn in range(rounds + 1):
                for word in words:
                    began = time.perf_counter()
                    predictor(word, beam=beam, attention=False)
                    times += [time.perf_counter() - began] if turn else []
            name = "greedy" if beam == 1 else f"beam of {beam}"
            kind = "8 bits" if int8 else "32 bits"
            rows.append(
                f"| {kind} | {name} | {1e3 * median(times):.1f} | "
                f"{1e3 * quantiles(times, n=100)[-1]:.1f} |"
            )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
