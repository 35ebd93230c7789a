"""What is due at each moment of a run: the learning rate, and whether to evaluate."""

from __future__ import annotations

from pantoum.training.checkpoint import Progress


def learning_rate(
    peak: float, step: int, warmup_steps: int, done: float, warmup_share: float = 0.1
) -> float:
    """Linear from zero to `peak` over the warm-up, then linear to zero at the end of the run.

    Args:
        peak: the highest learning rate.
        step: optimiser steps taken so far.
        warmup_steps: steps of the warm-up; a run too short for them warms up over `warmup_share` of
            itself.
        done: the share of the run that is over, 0 to 1.
    """
    rise = min(1.0, max((step + 1) / (warmup_steps + 1), done / warmup_share))
    return peak * min(rise, 1.0 - done)


def evaluation_due(
    progress: Progress, batches: int, parts: int, epochs: int, every: int | None
) -> bool:
    """Whether to evaluate after the batch that was just learned from.

    Args:
        progress: of the run.
        batches, parts: of an epoch; without `every` there is an evaluation after each part.
        epochs: of the run.
        every: steps between evaluations; there is one at the end of the run as well.
    """
    if every:
        last = progress.epoch == epochs - 1 and progress.batch == batches
        return last or progress.step % every == 0
    return progress.batch * parts // batches > (progress.batch - 1) * parts // batches
