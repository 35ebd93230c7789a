"""A run's state on disk: everything needed to go on as if it had never stopped."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from weft.errors import WeftError


@dataclass
class Progress:
    """Where a run is.

    epoch, batch: the next batch to learn from; step: optimiser steps taken; evaluations: lines in metrics.jsonl;
    waited: evaluations since the best one; best: its selection key, smaller is better; nll, symbols: sums since the
    last evaluation; seconds: time spent so far; finished: nothing is left to do.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    evaluations: int = 0
    waited: int = 0
    best: list[float] = field(default_factory=list)
    nll: float = 0.0
    symbols: int = 0
    seconds: float = 0.0
    finished: bool = False


def save_checkpoint(path: Path, progress: Progress, engine_state: dict[str, Any], fingerprint: str) -> None:
    """Write a checkpoint; the one that was there stays whole until the new one is.

    Args:
        fingerprint: names settings and data, so that a run is only continued with the same.
    """
    state = {
        "progress": asdict(progress),
        "engine": engine_state,
        "fingerprint": fingerprint,
        "random": torch.get_rng_state(),
        "cuda_random": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    temporary = path.with_suffix(".partial")
    torch.save(state, temporary)
    os.replace(temporary, path)


def load_checkpoint(path: Path, fingerprint: str) -> tuple[Progress, dict[str, Any]]:
    """The progress and the engine's state; the random number generators are set to where they were.

    Raises: WeftError when the file is damaged, or belongs to other settings or data.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        progress = Progress(**state["progress"])
        known, engine = state["fingerprint"], state["engine"]
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise WeftError(f"{path}: the checkpoint is damaged; train again with --overwrite ({error})") from error
    if known != fingerprint:
        raise WeftError(
            f"{path}: the checkpoint was made with other settings or data; give the same ones to --resume, "
            "or train anew with --overwrite"
        )
    torch.set_rng_state(state["random"])
    if state["cuda_random"]:
        torch.cuda.set_rng_state_all(state["cuda_random"])
    return progress, engine
