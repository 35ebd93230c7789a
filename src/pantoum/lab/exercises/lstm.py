"""Exercises about the LSTM: its step, its size, and its gates as switches."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from pantoum.cells import LSTMCell, LSTMState
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole

MODULES = ("LSTM", "LSTMCell", "lstm", "lstm_cell")
# The blocks of an LSTM's parameters, from the top, by the lecture's letters.
BLOCKS = "ufco"
LATCH_STEPS = 50
# tanh and σ are never quite 0 or 1: a switch is as good as shut that lets through less than this.
LATCH_TOLERANCE = 0.02
LATCH_SHAPES = {f"W_{letter}": (1, 3) for letter in BLOCKS} | {
    f"b_{letter}": (1,) for letter in BLOCKS
}


def random_weights(generator: Generator, input_size: int, hidden_size: int) -> dict[str, Tensor]:
    """W_u, b_u, W_f, b_f, W_c, b_c, W_o and b_o, each W of [a; x]."""
    weights = {}
    for letter in BLOCKS:
        weights[f"W_{letter}"] = normal(generator, hidden_size, hidden_size + input_size, scale=0.5)
        weights[f"b_{letter}"] = normal(generator, hidden_size, scale=0.5)
    return weights


def cell_of(weights: dict[str, Tensor]) -> LSTMCell:
    """The package's cell with these weights."""
    hidden_size, both = weights["W_u"].shape
    cell = LSTMCell(both - hidden_size, hidden_size)
    joined = torch.cat([weights[f"W_{letter}"] for letter in BLOCKS])
    bias = torch.cat([weights[f"b_{letter}"] for letter in BLOCKS])
    with torch.no_grad():
        cell.weight_hh.copy_(joined[:, :hidden_size])
        cell.weight_ih.copy_(joined[:, hidden_size:])
        cell.bias_ih.copy_(bias)
        cell.bias_hh.zero_()
    return cell.requires_grad_(False)


def step(x: Tensor, a: Tensor, c: Tensor, weights: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """The reference."""
    output, state = cell_of(weights)(x, LSTMState(a, c))
    return output, state.cell


def step_calls(generator: Generator) -> list[Call]:
    calls = []
    for batch, input_size, hidden_size in ((1, 1, 1), (2, 3, 4), (5, 7, 6)):
        x = normal(generator, batch, input_size)
        a = normal(generator, batch, hidden_size)
        c = normal(generator, batch, hidden_size, scale=2.0)
        weights = random_weights(generator, input_size, hidden_size)
        calls.append(Call((x, a, c, weights), step(x, a, c, weights)))
    return calls


def _swapped(x: Tensor, a: Tensor, c: Tensor, weights: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    others = {"W_u": "W_f", "b_u": "b_f", "W_f": "W_u", "b_f": "b_u"}
    return step(x, a, c, {name: weights[others.get(name, name)] for name in weights})


def _without_tanh(
    x: Tensor, a: Tensor, c: Tensor, weights: dict[str, Tensor]
) -> tuple[Tensor, Tensor]:
    inside = cell_of(weights).gates(x, LSTMState(a, c))
    return inside.output_gate * inside.cell, inside.cell


def count(input_size: int, hidden_size: int) -> int:
    """The reference."""
    with torch.device("meta"):
        cell = LSTMCell(input_size, hidden_size)
    return sum(parameter.numel() for parameter in cell.parameters())


def count_calls(generator: Generator) -> list[Call]:
    sizes = [(3, 5), (128, 256), (whole(generator, 2, 300), whole(generator, 2, 300))]
    return [Call(pair, count(*pair)) for pair in sizes]


def latch_calls(generator: Generator) -> list[Call]:
    values = normal(generator, LATCH_STEPS).tolist()
    writes = [0] * LATCH_STEPS
    for place in (0, whole(generator, 5, 15), whole(generator, 20, 30)):
        writes[place] = 1
    return [Call((), judge=lambda weights: latch_fault(weights, values, writes))]


def latch_fault(weights: Any, values: list[float], writes: list[int]) -> str | None:
    """What a memory of one unit with these weights does wrong."""
    if not isinstance(weights, dict) or set(weights) != set(LATCH_SHAPES):
        return f"the answer must be a dict of {', '.join(LATCH_SHAPES)}"
    made = {name: torch.as_tensor(weights[name], dtype=torch.float32) for name in LATCH_SHAPES}
    for name, size in LATCH_SHAPES.items():
        if tuple(made[name].shape) != size:
            return f"{name} has the shape {list(made[name].shape)}, and {list(size)} is expected"
    cell = cell_of(made)
    state = cell.initial_state(1)
    held = 0.0
    for number, (value, write) in enumerate(zip(values, writes, strict=True), start=1):
        _, state = cell(torch.tensor([[value, float(write)]]), state)
        held = torch.tanh(torch.tensor(value)).item() if write else held
        if not abs(float(state.cell) - held) < LATCH_TOLERANCE:
            last = number - writes[:number][::-1].index(1)
            return (
                f"c after step {number} is {float(state.cell):.3f}, and {held:.3f} is expected: "
                f"tanh of the value of step {last}, the last one that was to be written"
            )
    return None


EXERCISES = (
    Exercise(
        "lstm-1",
        "lstm_step",
        ("x", "a", "c", "weights"),
        ("a", "c"),
        "Write one step of the LSTM with operations of torch: from x⟨t⟩ [batch, input], a⟨t−1⟩ and "
        "c⟨t−1⟩ [batch, hidden] to the pair a⟨t⟩, c⟨t⟩. weights is a dict of W_u, W_f, W_c, W_o "
        "[hidden, hidden + input], which act on [a⟨t−1⟩; x⟨t⟩], and of b_u, b_f, b_c, b_o "
        "[hidden].",
        "gives what LSTMCell gives",
        step_calls,
        MODULES,
        (
            Mistake(_swapped, "this is what comes out when Γ_u and Γ_f are exchanged"),
            Mistake(_without_tanh, "this is what comes out when a⟨t⟩ is Γ_o c⟨t⟩, without tanh"),
        ),
    ),
    Exercise(
        "lstm-2",
        "lstm_parameters",
        ("input_size", "hidden_size"),
        ("the number",),
        "Count the parameters of an LSTM cell as it is stored, with its two biases, bias_ih and "
        "bias_hh.",
        "gives the number of those that LSTMCell has",
        count_calls,
        MODULES,
        (
            Mistake(
                lambda i, h: 4 * h * (i + h + 1),
                "this is what comes out with one bias: a cell stores two, as PyTorch's does",
            ),
            Mistake(lambda i, h: 4 * h * (i + h), "this is what comes out without the biases"),
        ),
    ),
    Exercise(
        "lstm-3",
        "latch_weights",
        (),
        ("the answer",),
        "Give weights with which an LSTM of one unit is a memory with a switch. It reads x = "
        "[value, write]: where write is 1, c becomes tanh(value), and where it is 0, c stays. The "
        "weights are a dict as in lstm-1, each W [1, 3], which acts on [a; value; write], each b "
        "[1].",
        f"gives weights with which an LSTMCell holds what it should over {LATCH_STEPS} steps",
        latch_calls,
    ),
)
