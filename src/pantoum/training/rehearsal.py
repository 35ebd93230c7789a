"""A rehearsal of a run's steps before the first one, to choose the CPU threads of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pantoum.processors import available_processors
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks import Prepared
from pantoum.training.fabric import Engine
from pantoum.training.threads import (
    LEAST_STEPS,
    better_threads,
    choose_threads,
    counts_to_measure,
    describe_threads,
    measure_threads,
)

# Batches of which the one of middle size is learned from to measure threads.
SAMPLED = 25


class Threads(NamedTuple):
    """The CPU threads of a run, and what is to be said of them."""

    number: int
    notes: Sequence[str] = ()


def threads_of_run(
    prepared: Prepared[Any], engine: Engine, batches: Sequence[Any], ranks: Ranks = ALONE
) -> Threads:
    """Choose the CPU threads of a run.

    They are measured where several are in question and the run is long, on a batch of middle size
    and before the first step, so that the weights are those of a run that is told the same number.

    Args:
        engine: the run goes on with it as if nothing had been rehearsed.
        batches: those of the epoch that the run begins with.
        ranks: the processes that train the model; those of a machine share its processors, and
            nothing is measured.
    """
    config = prepared.config.training
    most = choose_threads(prepared.config)
    if ranks.count > 1:
        shared = max(1, available_processors() // ranks.here)
        return Threads(config.threads or ranks.from_first(min(most, shared)))
    if config.threads or most == 1 or engine.device.type != "cpu":
        return Threads(most)
    if len(batches) * config.epochs < LEAST_STEPS:
        return Threads(most)
    with engine.rehearsing():
        by_size = sorted(
            (prepared.task.collate(prepared.train, picked) for picked in batches[:SAMPLED]),
            key=lambda batch: batch.symbols,
        )
        batch = by_size[len(by_size) // 2]
        seconds = measure_threads(
            counts_to_measure(most),
            lambda: engine.rehearse(*batch.inputs, label_smoothing=config.label_smoothing),
        )
    count = better_threads(seconds)
    return Threads(count, [describe_threads(count, seconds)])
