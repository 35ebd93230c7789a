"""Scores of what `pantoum train` makes by itself, on real data, over several seeds.

python benchmarks/quality.py DATA --tasks fre hin dut kor ice-low turkish scan --seeds 1 2 3
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import mean

from running import evaluate, train

from tasks import real_task

HEADER = """| task | seed | word error rate, beam | greedy | symbol error rate | train seconds |
|---|---|---|---|---|---|"""


def main() -> None:
    """Train each task with each seed; print a row for each run and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument(
        "--tasks", nargs="+", default=["fre", "hin", "dut", "kor", "ice-low", "turkish"]
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument(
        "--work",
        type=Path,
        default=Path("runs/quality"),
        help="where models and results are written",
    )
    options, flags = parser.parse_known_args()
    options.work.mkdir(parents=True, exist_ok=True)
    print(HEADER)
    for name in options.tasks:
        task = real_task(name, options.data, options.work)
        runs = []
        for seed in options.seeds:
            model = options.work / f"{name}-{seed}"
            seconds = train(task, model, seed, flags)
            beam = evaluate(model, task.test)
            greedy = evaluate(model, task.test, "--beam", "1")
            runs.append(
                (
                    beam["word_error_rate"],
                    greedy["word_error_rate"],
                    beam["symbol_error_rate"],
                    seconds,
                )
            )
            with (options.work / "results.jsonl").open("a") as file:
                file.write(
                    json.dumps(
                        {
                            "task": name,
                            "seed": seed,
                            "seconds": seconds,
                            "beam": beam,
                            "greedy": greedy,
                        }
                    )
                    + "\n"
                )
            print(_row(name, str(seed), runs[-1]), flush=True)
        print(_row(name, "mean", [mean(column) for column in zip(*runs, strict=True)]), flush=True)


def _row(name: str, seed: str, numbers: object) -> str:
    return f"| {name} | {seed} | " + " | ".join(f"{number:.2f}" for number in numbers) + " |"  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
