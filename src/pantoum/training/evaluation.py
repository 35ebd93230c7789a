"""How good the weights are right now."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from pantoum.tasks import Prepared, Sample
from pantoum.training.checkpoint import Progress
from pantoum.training.report import Record


def evaluate(
    model: nn.Module, prepared: Prepared[Any], device: torch.device, turn: int
) -> tuple[dict[str, float], Sample]:
    """The task's scores of the model on the whole dev set, and one example of it, another at each
    turn.
    """
    training = model.training
    model.eval()
    found = prepared.task.evaluate(model, prepared.dev, prepared.dev_examples, device, turn)
    model.train(training)
    return found


def record_of(
    progress: Progress, scores: dict[str, float], rate: float, position: float, *, best: bool
) -> Record:
    """What is written down of an evaluation.

    Args:
        scores: on the dev set; rate: the learning rate; position: epochs learned from so far.
    """
    return Record(
        epoch=round(position, 3),
        step=progress.step,
        train_loss=progress.loss,
        learning_rate=rate,
        symbols_per_second=progress.speed,
        seconds=progress.seconds,
        dev=scores,
        best=best,
    )
