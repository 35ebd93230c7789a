"""Two whole sequences that do not need each other, each on half of the threads: the directions of a
layer.

A step's products are too small for two threads to share, and between them one waits for the other;
two sequences at once keep both busy (measured in docs/design/0026).
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

from pantoum.kernels.layer import LayerCall

Result = TypeVar("Result")


def concurrently(
    first: LayerCall, second: LayerCall
) -> tuple[tuple[Tensor, Any], tuple[Tensor, Any]]:
    """What both give, as one after the other would; at once where there are two CPU threads for
    it."""
    if not _may_share(first) or not _may_share(second):
        return first.run(), second.run()
    if torch.is_grad_enabled():
        outputs: Any = _Concurrently.apply(first, second, *first.tensors, *second.tensors)
    else:
        outputs = sum(run_both(lambda: _flat(first), lambda: _flat(second)), ())
    parts = 1 + len(first.state)
    return _shaped(first, outputs[:parts]), _shaped(second, outputs[parts:])


def _may_share(call: LayerCall) -> bool:
    # The other thread would not know of autocast; one row is too little to hand over.
    rows, steps, _ = call.x.shape
    return (
        call.x.device.type == "cpu"
        and rows > 1
        and steps > 0
        and not torch.is_autocast_enabled("cpu")
    )


def _flat(call: LayerCall) -> tuple[Tensor, ...]:
    y, state = call.run()
    return y, *state


def _shaped(call: LayerCall, outputs: tuple[Tensor, ...]) -> tuple[Tensor, Any]:
    return outputs[0], type(call.state)(*outputs[1:])


class _Concurrently(torch.autograd.Function):
    """Autograd goes back through one operation after the other; here each sequence has a graph of
    its own.
    """

    @staticmethod
    def forward(
        ctx: Any, first: LayerCall, second: LayerCall, *tensors: Tensor
    ) -> tuple[Tensor, ...]:
        own = [tensor.detach().requires_grad_(tensor.requires_grad) for tensor in tensors]
        cut = len(first.tensors)
        ctx.inputs = (own[:cut], own[cut:])
        with torch.enable_grad():
            ctx.outputs = run_both(
                lambda: _flat(first.with_tensors(own[:cut])),
                lambda: _flat(second.with_tensors(own[cut:])),
            )
        ctx.set_materialize_grads(False)
        return tuple(output.detach() for outputs in ctx.outputs for output in outputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        if ctx.outputs is None:
            raise RuntimeError(
                "a second backward pass through two sequences at once needs retain_graph=True in "
                "the first"
            )
        first, second = ctx.inputs
        ahead, back = ctx.outputs
        keep = keeps_graph()
        if not keep:  # what autograd would free, which else lived as long as the loss does
            ctx.inputs = ctx.outputs = None
        cut = len(ahead)
        of_first, of_second = run_both(
            lambda: _gradients(ahead, first, gradients[:cut], keep),
            lambda: _gradients(back, second, gradients[cut:], keep),
        )
        return None, None, *of_first, *of_second


def _gradients(
    outputs: tuple[Tensor, ...],
    inputs: list[Tensor],
    gradients: tuple[Tensor | None, ...],
    keep: bool,
) -> list[Tensor | None]:
    """Of those inputs that want one."""
    wanted = [tensor for tensor in inputs if tensor.requires_grad]
    pairs = [
        (output, gradient)
        for output, gradient in zip(outputs, gradients, strict=True)
        if gradient is not None
    ]
    if not wanted or not pairs:
        return [None] * len(inputs)
    reached, coming = zip(*pairs, strict=True)
    computed = torch.autograd.grad(reached, wanted, coming, retain_graph=keep, allow_unused=True)
    remaining = iter(computed)
    return [next(remaining) if tensor.requires_grad else None for tensor in inputs]


def keeps_graph() -> bool:
    """Whether the backward pass that is running was asked to keep its graph: yes, where this
    PyTorch does not say.
    """
    autograd = getattr(torch._C, "_autograd", None)
    keeps = getattr(autograd, "_get_current_graph_task_keep_graph", None)
    return keeps is None or bool(keeps())


class _SecondThread:
    """A thread that works beside its caller: one caller at a time, for how many threads PyTorch
    uses is global. The only mutable global of the package; a process that forks renews it.
    """

    def __init__(self) -> None:
        self.turn = Lock()
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="pantoum-second")


_second_thread = _SecondThread()


def _renew() -> None:
    """A process that was forked has none of its parent's threads, neither ours nor PyTorch's.

    OpenMP does not know that its threads are gone: the first product that several of them share
    would wait for them for ever. With one thread nothing is shared.
    """
    global _second_thread
    _second_thread = _SecondThread()
    torch.set_num_threads(1)
    # The tokenizers' library does the same by itself, and says so on stderr unless this is set.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def run_both(first: Callable[[], Result], second: Callable[[], Result]) -> tuple[Result, Result]:
    """What two functions give, at once if there are threads for it and no other caller has them."""
    threads = torch.get_num_threads()
    second_thread = _second_thread
    if threads < 2 or not second_thread.turn.acquire(blocking=False):
        return first(), second()
    modes = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
    try:
        other = second_thread.pool.submit(_with, modes, threads // 2, first)
        try:
            of_second = _with(modes, threads // 2, second)
        finally:
            wait([other])
        return other.result(), of_second
    finally:
        torch.set_num_threads(threads)
        second_thread.turn.release()


def _with(modes: tuple[bool, bool], threads: int, work: Callable[[], Result]) -> Result:
    """Modes and threads belong to the thread that sets them."""
    inference, grad = modes
    torch.set_num_threads(threads)
    with torch.inference_mode(inference), torch.set_grad_enabled(grad):
        return work()
