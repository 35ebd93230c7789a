"""Where a training step of Pantoum spends its time.

python benchmarks/speed/phases.py DATA [--cases g2p multi30k] [--threads 2] [--steps 200]
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from pantoum.cli import ENVIRONMENT
from pantoum.models import teacher_force

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

import torch
from cases import CASES, LABEL_SMOOTHING, LEARNING_RATE
from pantoum_worker import batches, prepared_case
from worker import Options

from pantoum.models.seq2seq import shifted
from pantoum.training.fabric import Engine

WARM_UP = 10
PHASES = (
    "data",
    "encoder",
    "decoder",
    "loss",
    "loss, backward",
    "decoder, backward",
    "encoder, backward",
    "optimiser",
)


class Clock:
    """Seconds from one mark to the next, by name."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self._last = time.perf_counter()

    def mark(self, name: str) -> None:
        """The phase of this name ends here, and the next one begins."""
        now = time.perf_counter()
        self.times[name].append(now - self._last)
        self._last = now


def main() -> None:
    """Print a table for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=200)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    for name in given.cases:
        options = Options(CASES[name], given.data, given.threads, [])
        times = measure(options, given.steps if name == "g2p" else given.steps // 10)
        whole = sum(times.values())
        print(f"\n{name}, {given.threads} threads\n\n| phase | ms | share |\n|---|---|---|")
        for phase, seconds in times.items():
            print(f"| {phase} | {1_000 * seconds:.2f} | {100 * seconds / whole:.0f} % |")
        print(f"| **step** | {1_000 * whole:.1f} | |", flush=True)


def measure(given: Options, steps: int) -> dict[str, float]:
    """Median seconds of each phase."""
    torch.manual_seed(1)
    prepared = prepared_case(given)
    model = prepared.task.build(prepared.config).train()
    engine = Engine(model, prepared.config.training)
    feed = batches(prepared)
    clock = Clock()
    for _ in range(WARM_UP + steps):
        clock.mark("between")
        (source, lengths), (target, target_lengths) = next(feed)[:2]
        clock.mark("data")
        encoded = model.encoder(source, lengths)
        encoded.annotations.register_hook(lambda gradient: clock.mark("decoder, backward"))
        clock.mark("encoder")
        state = model.decoder.start(encoded)
        features = teacher_force(model.decoder, shifted(target), state)
        features.readout.register_hook(lambda gradient: clock.mark("loss, backward"))
        clock.mark("decoder")
        real = torch.arange(target.shape[1]) < target_lengths[:, None]
        output = model.decoder.output
        loss = output.loss(features, state.output, target, real, LABEL_SMOOTHING)
        mean = loss.total / loss.symbols
        clock.mark("loss")
        mean.backward()
        clock.mark("encoder, backward")
        engine.step(LEARNING_RATE)
        clock.mark("optimiser")
        model.zero_grad()
    return {phase: median(clock.times[phase][WARM_UP:]) for phase in PHASES}


if __name__ == "__main__":
    main()
