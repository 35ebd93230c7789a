"""What a run plans for each step: the learning rate, whether to evaluate the model and whether to
end early.
"""

from __future__ import annotations

from pantoum.training.checkpoint import Progress

# An epoch of more steps than this is evaluated in several parts.
LONGEST_INTERVAL = 1_500


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


def evaluation_due(progress: Progress, epochs: int, every: int) -> bool:
    """Whether to evaluate after the batch that was just learned from.

    Args:
        progress: of the run.
        epochs: of the run.
        every: steps between evaluations; there is one at the end of the run as well. With 0
            there is one after each epoch, or after each of the equal parts of a long epoch.
    """
    if every:
        last = progress.epoch == epochs - 1 and progress.batch == progress.batches
        return last or progress.step % every == 0
    parts = -(-progress.batches // LONGEST_INTERVAL)
    before = (progress.batch - 1) * parts // progress.batches
    return progress.batch * parts // progress.batches > before


def out_of_patience(progress: Progress, patience: int | None) -> bool:
    """Whether the dev score has not improved for so many epochs; never without a `patience`."""
    return bool(patience) and progress.waited >= (patience or 0)
