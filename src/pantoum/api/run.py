"""One training run, which signals end cleanly and which leaves the process as it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch

from pantoum.api.interrupt import Interrupt
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks import Prepared
from pantoum.training.events import Listener
from pantoum.training.run import Outcome, train_model


class Ran(NamedTuple):
    """What a run came to, and the exit status of a program that a signal has ended in it, else
    0."""

    outcome: Outcome
    status: int


def run_training(
    prepared: Prepared[Any],
    folder: Path,
    listeners: Sequence[Listener] = (),
    *,
    resume: bool = False,
    overwrite: bool = False,
    ranks: Ranks = ALONE,
) -> Ran:
    """Train a model in a directory. The first Ctrl-C, SIGTERM or SIGUSR1 ends the run after its
    present step, with the best model so far; one to any of several processes ends them all.

    The number of threads and the random numbers of PyTorch are the caller's again afterwards.

    Args: as for `pantoum.training.run.train_model`.
    Raises: PantoumError as `train_model`.
    """
    threads = torch.get_num_threads()
    try:
        with Interrupt(ranks.first) as interrupt, torch.random.fork_rng():
            outcome = train_model(
                prepared,
                folder,
                listeners,
                stop=lambda: interrupt.requested,
                resume=resume,
                overwrite=overwrite,
                ranks=ranks,
            )
    finally:
        torch.set_num_threads(threads)
    # A signal to another process has stopped this one, too.
    status = max(ranks.gather(interrupt.status))
    return Ran(outcome, 0 if outcome.finished else status)
