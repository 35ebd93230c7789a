"""The same encoder-decoder with attention and without: on a real corpus, and copying and reversing
long strings.

python benchmarks/attention_against_none.py DATA --seeds 1
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from running import evaluate, parameters, train

from tasks import Task, made_task, real_task

KINDS = ("additive", "none")
SPANS = ((1, 10), (11, 20), (21, 30), (31, 40))
# Small enough for a few minutes; the same for both.
MADE_FLAGS = (
    *("--model.embedding", "64", "--model.hidden", "128", "--model.dropout", "0.1"),
    *("--training.epochs", "12", "--training.batch_tokens", "1600"),
)


def main() -> None:
    """Print a table for the real task and one for the made ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--task", default="fre", help="the real task")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument(
        "--work", type=Path, default=Path("runs/attention"), help="where models are written"
    )
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    real = real_task(options.task, options.data, options.work)
    print(
        "| task | input length | additive attention: exact match | no attention: exact match "
        "|\n|---|---|---|---|"
    )
    real_scores = [
        _exact(real, kind, options.work, options.seeds, [real.test])[0] for kind in KINDS
    ]
    print(_row(real.name, "all", real_scores), flush=True)
    for name in ("copy", "reverse"):
        task = made_task(name, options.work)
        parts = list(_by_length(task.test))
        columns = [
            _exact(task, kind, options.work, options.seeds, parts, MADE_FLAGS) for kind in KINDS
        ]
        for (low, high), scores in zip(SPANS, zip(*columns, strict=True), strict=True):
            print(_row(name, f"{low}-{high}", scores), flush=True)
    for name in (real.name, "copy"):
        counts = [parameters(options.work / f"{name}-{kind}-{options.seeds[0]}") for kind in KINDS]
        print(f"weights, {name}: {counts[0]:,} with attention, {counts[1]:,} without", flush=True)


def _exact(
    task: Task,
    kind: str,
    work: Path,
    seeds: Sequence[int],
    tests: Sequence[Path],
    flags: Sequence[str] = (),
) -> list[float]:
    """Exact match on each test file, mean over the seeds."""
    scores = []
    for seed in seeds:
        model = work / f"{task.name}-{kind}-{seed}"
        train(task, model, seed, ["--model.attention", kind, *flags])
        scores.append([evaluate(model, test)["exact_match"] for test in tests])
    return [mean(column) for column in zip(*scores, strict=True)]


def _by_length(test: Path) -> Iterator[Path]:
    """The test file in parts of similar input length."""
    lines = test.read_text(encoding="utf-8").splitlines(keepends=True)
    for low, high in SPANS:
        part = test.with_name(f"{test.stem}_{low}_{high}.tsv")
        part.write_text(
            "".join(line for line in lines if low <= line.index("\t") <= high), encoding="utf-8"
        )
        yield part


def _row(task: str, length: str, scores: Sequence[float]) -> str:
    return f"| {task} | {length} | " + " | ".join(f"{score:.1f} %" for score in scores) + " |"


if __name__ == "__main__":
    main()
