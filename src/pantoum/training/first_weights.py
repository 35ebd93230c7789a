"""The weights that a run begins with: fresh ones, or those of a trained model."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from pantoum.config import ResolvedConfig
from pantoum.inference.side_by_side import one_thread
from pantoum.tasks import Prepared, Start, Task


def fresh_model(task: Task, config: ResolvedConfig) -> nn.Module:
    """The model of a task with the weights that a run of these settings begins with, where it
    starts from no trained model.

    They are the same to the last bit. The random numbers of the caller stay as they are.
    """
    with torch.random.fork_rng(devices=[]), one_thread():
        torch.default_generator.manual_seed(config.seed)
        return task.build(config)


def first_model(prepared: Prepared[Any]) -> nn.Module:
    """The model of a run before its first step, with the weights that are not to be trained frozen.

    Where the run starts from a trained model, fresh weights are drawn first, and those of the
    trained one are copied over them: what its vocabularies did not know keeps fresh ones.
    """
    model = prepared.task.build(prepared.config)
    if prepared.start is not None:
        _copy(model, prepared.task, prepared.start)
    for module in _frozen(model, prepared):
        module.requires_grad_(False)
    return model


@torch.no_grad()
def _copy(model: nn.Module, task: Task, start: Start) -> None:
    """Copy each weight of the trained model to its place.

    A tensor with rows, or rows and columns, for the entries of a vocabulary that has grown is
    copied into the beginning of the larger one; rows that are elsewhere are moved.
    """
    moved = task.moved_rows(start.task)
    for name, tensor in model.state_dict().items():
        earlier = start.weights[name]
        if name in moved:
            tensor[torch.tensor(moved[name], device=tensor.device)] = earlier
        else:
            tensor[tuple(slice(size) for size in earlier.shape)] = earlier


def _frozen(model: nn.Module, prepared: Prepared[Any]) -> list[nn.Module]:
    """The parts of a model whose weights stay as they are."""
    match prepared.config.training.freeze:
        case "none":
            return []
        case "embeddings":
            return [module for module in model.modules() if isinstance(module, nn.Embedding)]
        case "encoder":
            return prepared.task.encoder_of(model)
