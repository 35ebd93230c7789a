"""Two whole sequences that do not need each other, each on half of the threads: the directions of a
layer.

A step's products are too small for two threads to share, and between them one waits for the other;
two sequences beside each other keep both busy (measured in docs/design/0026).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.kernels.contract import Whole

Found = TypeVar("Found")


def side_by_side(first: Whole, second: Whole) -> tuple[tuple[Tensor, Any], tuple[Tensor, Any]]:
    """What both give, as one after the other would; at once where there are two CPU threads for
    it."""
    if not _can(first) or not _can(second):
        return first.run(), second.run()
    if torch.is_grad_enabled():
        found = _SideBySide.apply(first, second, *first.tensors, *second.tensors)
    else:
        found = sum(both(lambda: _flat(first), lambda: _flat(second)), ())
    parts = 1 + len(first.state)
    return _shaped(first, found[:parts]), _shaped(second, found[parts:])  # type: ignore[index]


def _can(whole: Whole) -> bool:
    # The other thread would not know of autocast; one row is too little to hand over.
    rows, steps, _ = whole.x.shape
    return (
        whole.x.device.type == "cpu"
        and rows > 1
        and steps > 0
        and not torch.is_autocast_enabled("cpu")
    )


def _flat(whole: Whole) -> tuple[Tensor, ...]:
    y, state = whole.run()
    return y, *state


def _shaped(whole: Whole, found: tuple[Tensor, ...]) -> tuple[Tensor, Any]:
    return found[0], type(whole.state)(*found[1:])


class _SideBySide(torch.autograd.Function):
    """Autograd goes back through one operation after the other; here each sequence has a graph of
    its own.
    """

    @staticmethod
    def forward(ctx: Any, first: Whole, second: Whole, *tensors: Tensor) -> tuple[Tensor, ...]:
        own = [tensor.detach().requires_grad_(tensor.requires_grad) for tensor in tensors]
        cut = len(first.tensors)
        ctx.inputs = (own[:cut], own[cut:])
        with torch.enable_grad():
            ctx.outputs = both(
                lambda: _flat(first.over(own[:cut])),
                lambda: _flat(second.over(own[cut:])),
            )
        ctx.set_materialize_grads(False)
        return tuple(output.detach() for outputs in ctx.outputs for output in outputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        if ctx.outputs is None:
            raise RuntimeError(
                "a second way back through two sequences side by side needs retain_graph=True in "
                "the first"
            )
        (first, second), (ahead, back), keep = ctx.inputs, ctx.outputs, keeps_graph()
        if not keep:  # what autograd would free, which else lived as long as the loss does
            ctx.inputs = ctx.outputs = None
        cut = len(ahead)
        found = both(
            lambda: _gradients(ahead, first, gradients[:cut], keep),
            lambda: _gradients(back, second, gradients[cut:], keep),
        )
        return None, None, *found[0], *found[1]


def _gradients(
    outputs: tuple[Tensor, ...],
    inputs: list[Tensor],
    gradients: tuple[Tensor | None, ...],
    keep: bool,
) -> list[Tensor | None]:
    """Of those inputs that want one."""
    wanted = [tensor for tensor in inputs if tensor.requires_grad]
    given = [
        (output, gradient)
        for output, gradient in zip(outputs, gradients, strict=True)
        if gradient is not None
    ]
    if not wanted or not given:
        return [None] * len(inputs)
    reached, coming = zip(*given, strict=True)
    found = iter(torch.autograd.grad(reached, wanted, coming, retain_graph=keep, allow_unused=True))
    return [next(found) if tensor.requires_grad else None for tensor in inputs]


def keeps_graph() -> bool:
    """Whether the way back that is under way was asked to keep its graph: yes, where this PyTorch
    does not say.
    """
    asked = getattr(
        getattr(torch._C, "_autograd", None), "_get_current_graph_task_keep_graph", None
    )
    return asked is None or bool(asked())


class _Beside:
    """A thread that works beside its caller: one caller at a time, for how many threads PyTorch
    uses is global.
    """

    def __init__(self) -> None:
        self.turn = Lock()
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="pantoum-beside")


_beside = _Beside()


def _renew() -> None:
    """A process that was forked has none of its parent's threads."""
    global _beside
    _beside = _Beside()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def both(first: Callable[[], Found], second: Callable[[], Found]) -> tuple[Found, Found]:
    """What two functions give, at once if there are threads for it and no other caller has them."""
    threads, beside = torch.get_num_threads(), _beside
    if threads < 2 or not beside.turn.acquire(blocking=False):
        return first(), second()
    modes = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
    try:
        other = beside.pool.submit(_with, modes, threads // 2, first)
        try:
            found = _with(modes, threads // 2, second)
        finally:
            wait([other])
        return other.result(), found
    finally:
        torch.set_num_threads(threads)
        beside.turn.release()


def _with(modes: tuple[bool, bool], threads: int, work: Callable[[], Found]) -> Found:
    """Modes and threads belong to the thread that sets them."""
    inference, grad = modes
    torch.set_num_threads(threads)
    with torch.inference_mode(inference), torch.set_grad_enabled(grad):
        return work()
