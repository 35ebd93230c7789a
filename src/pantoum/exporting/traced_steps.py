"""A model that reads inputs and takes steps, traced: its two functions as ONNX graphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import onnx
import torch
from onnx import helper
from torch import Tensor, nn

from pantoum.exporting.states import flatten, rebuild
from pantoum.exporting.trace import trace
from pantoum.symbols import BOS, UNK

# What is traced: a batch of inputs of these lengths. An axis of size 1 would be taken for a fixed
# one.
LENGTHS = (5, 3, 2)
WIDTH = 5
Axes = Sequence[str | None]


class StateTensor(NamedTuple):
    """A tensor that goes from step to step: its ONNX number type, and its sizes after the batch,
    None for the length of the inputs.
    """

    dtype: int
    sizes: list[int | None]


class TracedSteps(NamedTuple):
    """A model's two functions.

    start: reads ``ids_0``, ``lengths_0``, ... of each input vocabulary, gives the state's tensors;
    step: reads ``tokens``, ``state_0``, ..., ``memory_0``, ..., gives the log-probabilities, the
    attention weights if it `attends`, and the new states. changed, kept: which of the state's
    tensors are states, and which are memories, that a step only reads; states: the former's kinds;
    vocabulary: output symbols.
    """

    start: onnx.ModelProto
    step: onnx.ModelProto
    changed: list[int]
    kept: list[int]
    states: list[StateTensor]
    vocabulary: int
    attends: bool


def trace_steps(model: Any, members: Sequence[nn.Module], inputs: int = 1) -> TracedSteps:
    """Trace a model.

    Args:
        model: what reads and steps: the one member, or a `pantoum.models.Ensemble` of several.
        members: modules whose weights it computes with.
        inputs: how many input vocabularies are read, one after the other.
    """
    examples = _examples([WIDTH] * inputs)
    tokens = torch.full((len(LENGTHS),), BOS)
    with torch.no_grad():
        state = model.start(*examples.values())
        log_probabilities, after, weights = model.step(tokens, state)
        axes = _axes(model, flatten(state), inputs)
    tensors = flatten(state)
    pairs = list(enumerate(zip(tensors, flatten(after), strict=True)))
    changed = [place for place, (old, new) in pairs if new is not old]
    kept = [place for place, (old, new) in pairs if new is old]
    step_inputs = {"tokens": tokens}
    step_axes: dict[str, Axes] = {"tokens": ["batch"]}
    for kind, places in (("state", changed), ("memory", kept)):
        for number, place in enumerate(places):
            step_inputs[f"{kind}_{number}"] = tensors[place]
            step_axes[f"{kind}_{number}"] = axes[place]
    start_axes: dict[str, Axes] = {}
    for number in range(inputs):
        start_axes[f"ids_{number}"] = ["batch", f"source_{number}"]
        start_axes[f"lengths_{number}"] = ["batch"]
    return TracedSteps(
        start=trace(_Start(model, members), examples, start_axes),
        step=trace(_Step(model, members, state, changed), step_inputs, step_axes),
        changed=changed,
        kept=kept,
        states=[_kind(tensors[place], axes[place]) for place in changed],
        vocabulary=log_probabilities.shape[1],
        attends=weights is not None,
    )


def _examples(widths: Sequence[int]) -> dict[str, Tensor]:
    """A batch for each input vocabulary, so many symbols wide."""
    examples = {}
    for number, width in enumerate(widths):
        examples[f"ids_{number}"] = torch.full((len(LENGTHS), width), UNK)
        examples[f"lengths_{number}"] = torch.tensor(LENGTHS)
    return examples


def _axes(model: Any, tensors: Sequence[Tensor], inputs: int) -> list[list[str | None]]:
    """The names of the axes of a state that may have any size: the batch, and the widths of the
    inputs, which are those that are wider where an input is.
    """
    names: list[list[str | None]] = [["batch", *[None] * (tensor.dim() - 1)] for tensor in tensors]
    for number in range(inputs):
        widths = [WIDTH + (other == number) for other in range(inputs)]
        wider = flatten(model.start(*_examples(widths).values()))
        for axes, before, after in zip(names, tensors, wider, strict=True):
            for axis, (old, new) in enumerate(zip(before.shape, after.shape, strict=True)):
                if old != new:
                    axes[axis] = f"source_{number}"
    return names


class _Start(nn.Module):
    """Reading the inputs, as a function of tensors."""

    def __init__(self, model: Any, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self._model = model

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return tuple(flatten(self._model.start(*inputs)))


class _Step(nn.Module):
    """A step, as a function of the tensors that it changes and of those that it only reads."""

    def __init__(
        self, model: Any, members: Sequence[nn.Module], like: Any, changed: Sequence[int]
    ) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self._model = model
        self._like = like
        self._changed = changed

    def forward(self, tokens: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
        states = iter(parts[: len(self._changed)])
        memories = iter(parts[len(self._changed) :])
        tensors = [
            next(states) if place in self._changed else next(memories)
            for place in range(len(parts))
        ]
        state = rebuild(self._like, tensors)
        log_probabilities, after, weights = self._model.step(tokens, state)
        attention = () if weights is None else (weights,)
        new = flatten(after)
        return (log_probabilities, *attention, *(new[place] for place in self._changed))


def _kind(tensor: Tensor, axes: Axes) -> StateTensor:
    sizes = [None if name else size for name, size in zip(axes[1:], tensor.shape[1:], strict=True)]
    return StateTensor(helper.np_dtype_to_tensor_dtype(tensor.numpy().dtype), sizes)
