"""A small language with and without a model of another one to start from: word error rates on the
test set after the same number of epochs.

python benchmarks/transfer.py DATA --targets low_ita low_rum --words 200 --seeds 1 2 3
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from statistics import mean

from running import evaluate, train

from tasks import Task, real_task

HEADER = """| language | words | seed | fresh weights | started from {start} |
|---|---|---|---|---|"""


def main() -> None:
    """Train one large model, then each small one twice; print a row for each seed and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--start", default="fre", help="the language of the model to start from")
    parser.add_argument("--targets", nargs="+", default=["low_ita", "low_rum"])
    parser.add_argument("--words", type=int, default=200, help="words of a small language")
    parser.add_argument("--epochs", type=int, default=40, help="passes over them")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument(
        "--work",
        type=Path,
        default=Path("runs/transfer"),
        help="where models and small files are written",
    )
    options, flags = parser.parse_known_args()
    options.work.mkdir(parents=True, exist_ok=True)
    print(HEADER.format(start=options.start), flush=True)
    large = real_task(options.start, options.data, options.work)
    epochs = ("--training.epochs", str(options.epochs))
    for target in options.targets:
        task = small_task(target, options.data, options.work, options.words)
        rows = []
        for seed in options.seeds:
            # Of the same seed, so that the rows differ in all that a seed decides.
            start = options.work / f"{options.start}-{seed}"
            if not (start / "model.safetensors").exists():
                train(large, start, seed, flags)
            rates = []
            for name, how in (("fresh", ()), ("started", ("--from", str(start)))):
                model = options.work / f"{target}-{options.words}-{name}-{seed}"
                train(task, model, seed, [*epochs, *how, *flags])
                rates.append(evaluate(model, task.test)["word_error_rate"])
            rows.append(rates)
            print(_row(target, options.words, str(seed), rates), flush=True)
        means = [mean(column) for column in zip(*rows, strict=True)]
        print(_row(target, options.words, "mean", means), flush=True)


def small_task(name: str, data: Path, work: Path, words: int) -> Task:
    """A task with so many of its training words, drawn at random but always the same."""
    whole = real_task(name, data, work)
    lines = whole.train.read_text(encoding="utf-8").splitlines(keepends=True)
    drawn = random.Random(name).sample(lines, min(words, len(lines)))
    path = work / f"{name}_{words}_train.tsv"
    path.write_text("".join(drawn), encoding="utf-8")
    return whole._replace(train=path)


def _row(name: str, words: int, seed: str, rates: list[float]) -> str:
    shown = " | ".join(f"{rate:.2f}" for rate in rates)
    return f"| {name} | {words} | {seed} | {shown} |"


if __name__ == "__main__":
    main()
