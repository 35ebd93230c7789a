"""How many CPU threads a run uses."""

from __future__ import annotations

import os

from pantoum.config import Config

# Below so many multiply-adds in a decoder step's gate products, a second thread waits longer than
# it works (measured in docs/design/0016); each further one is given so many.
SECOND_THREAD, EACH_THREAD = 3_000_000, 4_000_000


def choose_threads(config: Config) -> int:
    """What the configuration says, or as many as there are and the size of one step can feed."""
    if config.training.threads:
        return config.training.threads
    model, training = config.model, config.training
    hidden = model.decoder_hidden or model.hidden or 1
    rows = (training.batch_tokens or 1) / 16
    work = rows * 4 * hidden * (hidden + (model.embedding or 1))
    available = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return min(available, max(2 if work >= SECOND_THREAD else 1, int(work / EACH_THREAD)))
