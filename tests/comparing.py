"""Helpers to compare two ways of computing the same tensors, and to see what a module gives."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from tests.shapes import unchecked
from torch import Tensor, nn

from pantoum.models.bridge import flatten_state as tensors_of

__all__ = ["gradcheck", "gradients", "marked", "record_outputs", "tensors_of"]


def marked(tensors: Iterable[Tensor]) -> Tensor:
    """A scalar in which each number of the tensors has a weight of its own, so that no two can be
    swapped.
    """
    total = torch.zeros((), device="cpu")
    place = 1
    for tensor in tensors:
        numbers = torch.arange(place, place + tensor.numel(), dtype=tensor.dtype)
        weights = torch.sin(numbers.to(tensor.device))
        total = total + (tensor * weights.reshape(tensor.shape)).sum()
        place += tensor.numel()
    return total


def gradients(outputs: Iterable[Tensor], inputs: Sequence[Tensor]) -> list[Tensor]:
    """The gradients of the outputs' marked sum; 0 for an input that had no part in it."""
    total = marked(outputs)
    if not total.requires_grad:
        return [torch.zeros_like(tensor) for tensor in inputs]
    found = torch.autograd.grad(total, inputs, allow_unused=True)
    pairs = zip(found, inputs, strict=True)
    return [torch.zeros_like(tensor) if grad is None else grad for grad, tensor in pairs]


def record_outputs(module: nn.Module) -> list[Tensor]:
    """A list to which every later output of the module is added."""
    outputs: list[Tensor] = []

    def record(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        outputs.append(output)

    module.register_forward_hook(record)
    return outputs


def gradcheck(run: Callable[..., Any], tensors: Sequence[Tensor], **options: Any) -> bool:
    """PyTorch's comparison with numeric gradients. The first call has checked shapes, which the
    many that follow repeat.
    """
    run(*tensors)
    with unchecked():
        return torch.autograd.gradcheck(run, tuple(tensors), **options)
