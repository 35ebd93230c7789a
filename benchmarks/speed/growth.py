"""How the time of a training step grows with batch, lengths, sizes and vocabulary.

python benchmarks/speed/growth.py [--threads 2] [--rounds 7] [--picture growth.png]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

import matplotlib.pyplot as plt
import torch

from pantoum.config import ModelConfig, TrainingConfig
from pantoum.models import build
from pantoum.training.fabric import Engine


class Point(NamedTuple):
    """A training step: rows, symbols in each input and output, hidden size, entries of both
    vocabularies.
    """

    rows: int = 32
    source: int = 16
    target: int = 16
    hidden: int = 256
    vocabulary: int = 64


AXES = {
    "rows": (8, 16, 32, 64, 128, 256),
    "source": (4, 8, 16, 32, 64, 128, 256),
    "target": (4, 8, 16, 32, 64, 128, 256),
    "hidden": (64, 128, 256, 512, 1024),
    "vocabulary": (64, 512, 4_096, 16_384, 32_768),
}


def main() -> None:
    """Measure along each axis, print a table and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--picture", type=Path, default=Path("growth.png"))
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    found = {}
    print(
        "| grows | from | to | times as much | time, ms | times as long "
        "|\n|---|---|---|---|---|---|"
    )
    for axis, values in AXES.items():
        times = [measure(Point(**{axis: value}), given.rounds) for value in values]
        found[axis] = (values, times)
        for step in range(1, len(values)):
            more = values[step] / values[step - 1]
            longer = times[step] / times[step - 1]
            print(
                f"| {axis} | {values[step - 1]} | {values[step]} | {more:.0f} | "
                f"{1_000 * times[step]:.1f} | "
                f"{longer:.2f} |",
                flush=True,
            )
    draw(found, given.picture)


def measure(point: Point, rounds: int) -> float:
    """Median seconds of a step."""
    step = step_of(point)
    times = []
    for _ in range(rounds + 2):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    return median(times[2:])


def step_of(point: Point) -> Callable[[], None]:
    """A training step of the default model of this size."""
    torch.manual_seed(1)
    config = ModelConfig(hidden=point.hidden, embedding=point.hidden // 2)
    model = build(config, point.vocabulary, point.vocabulary).train()
    engine = Engine(model, TrainingConfig(device="cpu", ema_decay=0.0))
    source = torch.randint(4, point.vocabulary, (point.rows, point.source))
    target = torch.randint(4, point.vocabulary, (point.rows, point.target))
    lengths = [torch.full((point.rows,), size) for size in (point.source, point.target)]

    def step() -> None:
        loss = engine.loss(source, lengths[0], target, lengths[1], label_smoothing=0.1)
        engine.update(loss.total / loss.symbols, 1e-3)

    return step


def draw(found: dict[str, tuple[tuple[int, ...], list[float]]], path: Path) -> None:
    """Time against each axis, with a line that grows as the axis does."""
    figure, panels = plt.subplots(
        1, len(found), figsize=(15, 3.4), sharey=True, layout="constrained"
    )
    for panel, (axis, (values, times)) in zip(panels, found.items(), strict=True):
        panel.loglog(values, [1_000 * seconds for seconds in times], marker="o", color="#1f5a8a")
        line = [1_000 * times[-1] * value / values[-1] for value in values]
        panel.loglog(values, line, linestyle=":", color="gray", label="in proportion")
        panel.set_xlabel(axis)
        panel.grid(alpha=0.3, which="both")
    panels[0].set_ylabel("ms a step")
    panels[0].legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
