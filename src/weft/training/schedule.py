"""The learning rate at each moment of a run."""

from __future__ import annotations


def learning_rate(peak: float, step: int, warmup_steps: int, done: float, warmup_share: float = 0.1) -> float:
    """Linear from zero to `peak` over the warm-up, then linear to zero at the end of the run.

    Args:
        peak: the highest learning rate.
        step: optimiser steps taken so far.
        warmup_steps: steps of the warm-up; a run too short for them warms up over `warmup_share` of itself.
        done: the share of the run that is over, 0 to 1.
    """
    rise = min(1.0, max((step + 1) / (warmup_steps + 1), done / warmup_share))
    return peak * min(rise, 1.0 - done)
