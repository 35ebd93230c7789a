"""How good the weights are right now."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from weft.tasks import Prepared, Sample


def evaluate(
    model: nn.Module, prepared: Prepared[Any], device: torch.device, turn: int
) -> tuple[dict[str, float], Sample]:
    """The task's scores of the model on the whole dev set, and one example of it, another at each turn."""
    training = model.training
    model.eval()
    found = prepared.task.evaluate(model, prepared.dev, prepared.dev_examples, device, turn)
    model.train(training)
    return found
