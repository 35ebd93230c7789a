"""How many CPU threads a run uses."""

from __future__ import annotations

import os

from weft.config import Config

# Below this many multiply-adds in a decoder step's gate products, a second thread waits longer than it works.
SMALLEST_PRODUCT = 4_000_000


def choose_threads(config: Config) -> int:
    """What the configuration says, or as many as there are and the size of one step can feed."""
    if config.training.threads:
        return config.training.threads
    model, training = config.model, config.training
    hidden = model.decoder_hidden or model.hidden or 1
    rows = (training.batch_tokens or 1) / 16
    work = rows * 4 * hidden * (hidden + (model.embedding or 1))
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, int(work / SMALLEST_PRODUCT)))
