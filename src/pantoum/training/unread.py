"""Losses that the device may still be at work on."""

from __future__ import annotations

import math

import torch
from torch import Tensor

# Losses are read so many at a time: at once on a CPU; on other devices each look would stall the
# queue of work.
ON_CPU, ELSEWHERE = 1, 25


class Unread:
    """Collects the losses of steps, and reads them when there are enough to be worth the wait."""

    def __init__(self, device: torch.device) -> None:
        self._many = ON_CPU if device.type == "cpu" else ELSEWHERE
        self._losses: list[Tensor] = []

    def add(self, loss: Tensor) -> float:
        """Take one more; the sum of all since the last reading if it is time for the next, or else
        0.
        """
        self._losses.append(loss)
        return self.read() if len(self._losses) >= self._many else 0.0

    def read(self) -> float:
        """The sum of all since the last reading."""
        total = math.fsum(loss.item() for loss in self._losses)
        self._losses.clear()
        return total
