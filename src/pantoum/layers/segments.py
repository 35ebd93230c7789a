"""Time for memory: a long sequence in segments, of which the backward pass computes again what it
needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch.utils.checkpoint import checkpoint

State = TypeVar("State")
Output = TypeVar("Output")


def in_segments(
    run: Callable[[int, int, State], tuple[Output, State]], state: State, time: int, segment: int
) -> tuple[list[Output], State]:
    """The outputs of ``run(start, end, state)`` for one segment after the other, and the last
    state.

    Kept for the backward pass are the segments' outputs and the states between them; what lies
    inside a segment is computed a second time in the backward pass, so at no time is more of it in
    memory than that of one segment.

    Args:
        run: the steps from `start` to before `end`; must not draw random numbers.
        time: how many steps there are in all.
        segment: how many make a segment; the last one may be shorter.
    Source: Chen et al. (2016), Training deep nets with sublinear memory cost, arXiv:1604.06174.
    """
    outputs = []
    for start in range(0, time, segment):
        options: dict[str, Any] = {"use_reentrant": False, "preserve_rng_state": False}
        output, state = checkpoint(run, start, min(start + segment, time), state, **options)  # type: ignore[misc]
        outputs.append(output)
    return outputs, state


def worth_segments(time: int, segment: int) -> bool:
    """Whether a sequence is longer than a segment, if there are any (0: none), and something is
    kept of it at all.
    """
    return 0 < segment < time and torch.is_grad_enabled()
