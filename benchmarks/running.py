"""Run `pantoum train` and `pantoum evaluate` as a user does, and read back the numbers."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import safe_open

from tasks import Task


def train(task: Task, output: Path, seed: int, flags: Sequence[str] = ()) -> float:
    """Train with the defaults and the given flags; the seconds that the whole command took."""
    command = [
        sys.executable,
        "-m",
        "pantoum",
        "train",
        str(task.train),
        "--output",
        str(output),
        "--seed",
        str(seed),
    ]
    command += ["--dev", str(task.dev)] if task.dev else []
    began = time.perf_counter()
    with (output.parent / f"{output.name}.log").open("w") as log:
        subprocess.run([*command, "--overwrite", *task.flags, *flags], check=True, stderr=log)
    return time.perf_counter() - began


def evaluate(model: Path, test: Path, *flags: str) -> dict[str, Any]:
    """The scores that `pantoum evaluate --json` prints."""
    command = [sys.executable, "-m", "pantoum", "evaluate", str(model), str(test), "--json", *flags]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def parameters(model: Path) -> int:
    """How many weights a trained model has."""
    with safe_open(model / "model.safetensors", framework="np") as file:
        return sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118 - not a dict
