"""Peak memory of a training step for each token, all kept or in segments that are computed again.

python benchmarks/speed/memory.py [--threads 2]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from statistics import median
from typing import Any

ROWS = 16
LENGTHS = (250, 500, 1_000)
SEGMENTS = (0, 100, 32)
STEPS = 4
SIZES = {"embedding": 128, "hidden": 256, "attention": "additive"}


def main() -> None:
    """Each point in a process of its own, since the peak of a process never falls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--point", type=int, nargs=2, help="length and segment: measure this one, here"
    )
    given = parser.parse_args()
    if given.point:
        print(json.dumps(measure(*given.point, given.threads)))
        return
    print(
        "| source and target length | segments of | peak, MB | KB a token | seconds a step "
        "|\n|---|---|---|---|---|"
    )
    for length in LENGTHS:
        for segment in SEGMENTS:
            command = [
                sys.executable,
                __file__,
                "--threads",
                str(given.threads),
                "--point",
                str(length),
                str(segment),
            ]
            found = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
            each = 1_024 * found["grown"] / (2 * ROWS * length)
            kept = str(segment) if segment else "all kept"
            print(
                f"| {length} | {kept} | {found['grown']:,.0f} | {each:.1f} | "
                f"{found['seconds']:.2f} |",
                flush=True,
            )


def measure(length: int, segment: int, threads: int) -> dict[str, Any]:
    """How far the peak rises above what the model, its optimiser and a tiny step need, and the time
    of a step.
    """
    import torch

    from pantoum.config import ModelConfig, TrainingConfig
    from pantoum.models import build
    from pantoum.training.fabric import Engine

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = build(ModelConfig(**SIZES, recompute=segment), 64, 64).train()  # type: ignore[arg-type]
    engine = Engine(model, TrainingConfig(device="cpu", ema_decay=0.0))

    def step(time_steps: int) -> float:
        ids = torch.randint(4, 64, (ROWS, time_steps))
        lengths = torch.full((ROWS,), time_steps)
        began = time.perf_counter()
        loss = engine.loss(ids, lengths, ids, lengths, label_smoothing=0.1)
        engine.update(loss.total / loss.symbols, 1e-3)
        return time.perf_counter() - began

    step(2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = [step(length) for _ in range(STEPS)]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"grown": (after - before) / 1_024, "seconds": median(seconds[1:])}


if __name__ == "__main__":
    main()
