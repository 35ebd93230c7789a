"""What every suite asks of a module: that gradients are right and reach everything, and that its
weights survive a file.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tests.comparing import gradcheck, gradients
from torch import Tensor, nn
from torch.testing import assert_close


def check_numeric_gradients(
    module: nn.Module,
    run: Callable[..., Sequence[Tensor]],
    *inputs: Tensor,
    fast: bool = False,
) -> None:
    """The gradients of ``run(*inputs)`` by the inputs and by every parameter, in float64."""
    names = [name for name, _ in module.named_parameters()]

    class Call(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, *given: Tensor) -> tuple[Tensor, ...]:
            return tuple(run(*given))

    def function(*tensors: Tensor) -> tuple[Tensor, ...]:
        given = tensors[: len(inputs)]
        weights = tensors[len(inputs) :]
        named = {f"module.{name}": weight for name, weight in zip(names, weights, strict=True)}
        return torch.func.functional_call(Call(), named, given)

    tensors = (*inputs, *module.parameters())
    assert gradcheck(function, tensors, fast_mode=fast)


def check_gradients_reach_every_parameter(module: nn.Module, outputs: Sequence[Tensor]) -> None:
    """No number of any parameter is without a part in the outputs."""
    names = [name for name, _ in module.named_parameters()]
    found = gradients(outputs, list(module.parameters())) if names else []
    untouched = [name for name, grad in zip(names, found, strict=True) if not bool(grad.all())]
    assert untouched == []


def check_saved_and_loaded(
    module: nn.Module, fresh: nn.Module, run: Callable[[Any], Any], file: Path
) -> None:
    """A fresh module that reads the other's weights from a file gives the same, bit for bit.

    Args:
        fresh: of the same kind, with weights of its own.
        run: what a module gives.
    """
    before = run(module)
    tensors = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    save_file(tensors, file)
    fresh = copy.deepcopy(fresh)
    fresh.load_state_dict(load_file(file))
    assert_close(run(fresh), before, rtol=0, atol=0)
