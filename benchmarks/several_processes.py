"""What a second process gains: two runs side by side against one after the other, and one training
that two processes share against one process. Each process has one thread; in turns.

python benchmarks/several_processes.py DATA [--rounds 3] [--epochs 4] [--pairs 8000]

DATA has g2p/fre_train.tsv, g2p/fre_dev.tsv and translation/multi30k_{train,val}.{de,en}. The
machine should be idle: a third program takes from two processes what it does not take from one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PANTOUM = [sys.executable, "-m", "pantoum"]
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port"]
ROOT = Path(__file__).parents[1]
DEV_PAIRS = 50


def main() -> None:
    """Print both ratios, of medians, and each measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pairs", type=int, default=8_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        two_runs(given.data, Path(folder), given.rounds, given.epochs)
        one_shared(given.data, Path(folder), given.rounds, given.pairs)


def two_runs(data: Path, folder: Path, rounds: int, epochs: int) -> None:
    """Seconds of two whole runs on French pronunciations, one after the other and side by side."""
    files = [data / "g2p" / "fre_train.tsv", "--dev", data / "g2p" / "fre_dev.tsv"]
    settings = ["--training.epochs", epochs, "--training.threads", 1, "--seeds", "1-2"]
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(rounds):
        for jobs, found in seconds.items():
            place = ["--jobs", jobs, "--output", folder / f"runs-{turn}-{jobs}"]
            began = time.perf_counter()
            run([*PANTOUM, "train", *files, *settings, *place])
            found.append(time.perf_counter() - began)
        same = [(folder / f"runs-{turn}-{jobs}" / "seed-2") for jobs in (1, 2)]
        weights = [(place / "model.safetensors").read_bytes() for place in same]
        assert weights[0] == weights[1]
    one, two = (median(found) for found in seconds.values())
    print(
        f"two runs: {shown(seconds[1])} s one after the other, {shown(seconds[2])} s with --jobs 2"
    )
    print(f"two runs side by side have {one / two:.2f} times the throughput", flush=True)


def one_shared(data: Path, folder: Path, rounds: int, pairs: int) -> None:
    """Symbols in a second of a training on Multi30k, in one process and in two."""
    train = [head(data, folder, f"train.{side}", pairs) for side in ("de", "en")]
    dev = [head(data, folder, f"val.{side}", DEV_PAIRS) for side in ("de", "en")]
    settings = [
        *("--config", ROOT / "configs" / "multi30k.yaml", "--training.epochs", 1),
        # As many as the size of the whole of Multi30k gives.
        *("--training.batch_tokens", 1919, "--training.threads", 1, "--overwrite"),
    ]
    speeds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(rounds):
        for count, found in speeds.items():
            output = folder / f"shared-{count}"
            starter = PANTOUM if count == 1 else [*TORCHRUN, 29_600 + turn, "-m", "pantoum"]
            run([*starter, "train", *train, "--dev", *dev, "--output", output, *settings])
            line = (output / "metrics.jsonl").read_text().splitlines()[-1]
            found.append(json.loads(line)["symbols_per_second"])
    one, two = (median(found) for found in speeds.values())
    print(f"one training in one process: {shown(speeds[1])} symbols/s")
    print(f"one training in two processes: {shown(speeds[2])} symbols/s")
    print(f"two processes that share it have {two / one:.2f} times the throughput", flush=True)


def head(data: Path, folder: Path, name: str, lines: int) -> Path:
    """The first lines of a file of Multi30k."""
    text = (data / "translation" / f"multi30k_{name}").read_text(encoding="utf-8")
    path = folder / name
    path.write_text("".join(text.splitlines(keepends=True)[:lines]), encoding="utf-8")
    return path


def run(command: list[object]) -> None:
    """Run a command; what it says is shown if it fails."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)


def shown(values: list[float]) -> str:
    """The median, and all values."""
    return f"{median(values):,.1f} ({', '.join(f'{value:,.1f}' for value in values)})"


if __name__ == "__main__":
    main()
