"""Scores of taggers that `pantoum train` makes, on real data, over several seeds, and what their
parts are worth.

python benchmarks/tagging.py DATA --seeds 1 2 3
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from running import evaluate, train

from tasks import Task


class Run(NamedTuple):
    """A row of the table: what is trained, with which flags, and the scores that are shown."""

    name: str
    corpus: str
    flags: tuple[str, ...]
    shown: tuple[str, ...]


SPANS = ("f1", "precision", "recall")
RUNS = (
    Run("EWT upos", "ewt", (), ("accuracy", "known_accuracy", "unknown_accuracy")),
    Run(
        "EWT upos, xpos",
        "ewt",
        ("--data.tag_columns", "upos,xpos"),
        ("upos.accuracy", "xpos.accuracy"),
    ),
    Run("WNUT", "wnut", (), SPANS),
    Run("WNUT, no CRF", "wnut", ("--tagger.crf", "false"), SPANS),
    Run("WNUT, no characters", "wnut", ("--tagger.characters", "none"), SPANS),
    Run("WNUT, neither", "wnut", ("--tagger.crf", "false", "--tagger.characters", "none"), SPANS),
)


def main() -> None:
    """Train each with each seed; print a row for each run and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument(
        "--runs", nargs="+", default=[run.name for run in RUNS], choices=[run.name for run in RUNS]
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument(
        "--work", type=Path, default=Path("runs/tagging"), help="where models are written"
    )
    options, flags = parser.parse_known_args()
    options.work.mkdir(parents=True, exist_ok=True)
    print("| run | seed | scores on test | train seconds |\n|---|---|---|---|")
    for run in (run for run in RUNS if run.name in options.runs):
        task = _task(run.corpus, options.data)
        found = []
        for seed in options.seeds:
            model = options.work / f"{run.name.replace(', ', '-').replace(' ', '-')}-{seed}"
            seconds = train(task, model, seed, [*run.flags, *flags])
            scores = evaluate(model, task.test)
            found.append([_pick(scores, name) for name in run.shown])
            print(_row(run, str(seed), found[-1], f"{seconds:.0f}"), flush=True)
        print(
            _row(run, "mean", [mean(column) for column in zip(*found, strict=True)], ""), flush=True
        )


def _task(corpus: str, data: Path) -> Task:
    folder = data / "tagging"
    names = ["en_ewt-ud-{}.conllu" if corpus == "ewt" else "wnut17_{}.conll"] * 3
    train, dev, test = (
        folder / name.format(part)
        for name, part in zip(names, ("train", "dev", "test"), strict=True)
    )
    return Task(corpus, train, dev, test)


def _pick(scores: dict[str, Any], name: str) -> float:
    """A score by its name, `column.score` where there are several columns."""
    column, _, key = name.rpartition(".")
    return (scores[column] if column else scores)[key]


def _row(run: Run, seed: str, values: Sequence[float], seconds: str) -> str:
    shown = ", ".join(
        f"{name.replace('_', ' ')} {value:.2f}"
        for name, value in zip(run.shown, values, strict=True)
    )
    return f"| {run.name} | {seed} | {shown} | {seconds} |"


if __name__ == "__main__":
    main()
