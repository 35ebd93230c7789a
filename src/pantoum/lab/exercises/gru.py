"""Exercises about the GRU: its step, its half-life, and PyTorch's way of storing it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Generator, Tensor, nn

from pantoum.cells import GRUCell, GRUState
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole

MODULES = ("GRU", "GRUCell", "gru", "gru_cell")
# How far a half-life may be from the one that is asked for.
HALF_LIFE_TOLERANCE = 0.01


def random_weights(generator: Generator, input_size: int, hidden_size: int) -> dict[str, Tensor]:
    """W_r, b_r, W_u and b_u of [a; x], W_cx and b_cx of x, W_ca and b_ca of a."""
    both = hidden_size + input_size
    columns = {"r": both, "u": both, "cx": input_size, "ca": hidden_size}
    weights = {}
    for letter, size in columns.items():
        weights[f"W_{letter}"] = normal(generator, hidden_size, size, scale=0.5)
        weights[f"b_{letter}"] = normal(generator, hidden_size, scale=0.5)
    return weights


def cell_of(weights: dict[str, Tensor]) -> GRUCell:
    """The package's cell with these weights: its second block is of z = 1 - Γ_u."""
    hidden_size, input_size = weights["W_cx"].shape
    cell = GRUCell(input_size, hidden_size)
    of_r, of_u = weights["W_r"], -weights["W_u"]
    recurrent = [of_r[:, :hidden_size], of_u[:, :hidden_size], weights["W_ca"]]
    of_input = [of_r[:, hidden_size:], of_u[:, hidden_size:], weights["W_cx"]]
    nothing = torch.zeros(2 * hidden_size)
    with torch.no_grad():
        cell.weight_hh.copy_(torch.cat(recurrent))
        cell.weight_ih.copy_(torch.cat(of_input))
        cell.bias_ih.copy_(torch.cat([weights["b_r"], -weights["b_u"], weights["b_cx"]]))
        cell.bias_hh.copy_(torch.cat([nothing, weights["b_ca"]]))
    return cell.requires_grad_(False)


def step(x: Tensor, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
    """The reference."""
    return cell_of(weights)(x, GRUState(a))[0]


def step_calls(generator: Generator) -> list[Call]:
    calls = []
    for batch, input_size, hidden_size in ((1, 1, 1), (2, 3, 4), (5, 7, 6)):
        x = normal(generator, batch, input_size)
        a = normal(generator, batch, hidden_size)
        weights = random_weights(generator, input_size, hidden_size)
        calls.append(Call((x, a, weights), step(x, a, weights)))
    return calls


def _old_and_new_exchanged(x: Tensor, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
    turned = {"W_u": -weights["W_u"], "b_u": -weights["b_u"]}
    return step(x, a, weights | turned)


def _relevance_first(x: Tensor, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
    inside = cell_of(weights).gates(x, GRUState(a))
    of_state = (inside.relevance_gate * a) @ weights["W_ca"].T + weights["b_ca"]
    candidate = torch.tanh(x @ weights["W_cx"].T + weights["b_cx"] + of_state)
    return inside.update_gate * candidate + (1 - inside.update_gate) * a


def half_life(bias: float) -> float:
    """After how many steps the state of a GRU with this bias of Γ_u, all other parameters 0, is
    half of what it was: measured on the package's cell, in double precision.
    """
    weights = {f"W_{letter}": torch.zeros(1, size) for letter, size in SIZES}
    weights |= {f"b_{letter}": torch.zeros(1) for letter, _ in SIZES}
    weights["b_u"] = torch.tensor([bias], dtype=torch.float64)
    cell = cell_of(weights).double()
    with torch.no_grad():
        cell.bias_ih[1] = -bias  # not rounded to single precision on its way
    start = torch.ones(1, 1, dtype=torch.float64)
    share = float(cell(torch.zeros_like(start), GRUState(start))[0])
    if not 0 < share < 1:
        return math.inf if share >= 1 else 0.0
    return math.log(0.5) / math.log(share)


SIZES = (("r", 2), ("u", 2), ("cx", 1), ("ca", 1))


def half_life_calls(generator: Generator) -> list[Call]:
    def judge(steps: int, bias: Any) -> str | None:
        found = half_life(float(bias))
        if abs(found - steps) <= HALF_LIFE_TOLERANCE * steps:
            return None
        turned = half_life(-float(bias))
        said = f"b_u is {float(bias):.4g}, which makes the half-life {found:.4g} steps"
        if abs(turned - steps) <= HALF_LIFE_TOLERANCE * steps:
            return f"{said}; with the other sign it is right: Γ_u is the share of the new"
        return f"{said}, and {steps} is expected"

    wanted = (1, 10, 100, whole(generator, 200, 900))
    return [Call((n,), judge=lambda bias, steps=n: judge(steps, bias)) for n in wanted]


def carried(weights: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The parameters of the package's cell, which are stored as PyTorch's."""
    cell = cell_of(weights)
    return cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh


def carry_calls(generator: Generator) -> list[Call]:
    calls = []
    for input_size, hidden_size in ((1, 1), (3, 4)):
        weights = random_weights(generator, input_size, hidden_size)
        x = normal(generator, 3, input_size)
        a = normal(generator, 3, hidden_size)
        calls.append(Call((weights,), judge=_judge_of(weights, x, a)))
    return calls


def _judge_of(weights: dict[str, Tensor], x: Tensor, a: Tensor) -> Any:
    hidden_size, input_size = weights["W_cx"].shape
    theirs = nn.GRUCell(input_size, hidden_size).requires_grad_(False)
    expected = step(x, a, weights)

    def judge(given: Sequence[Any]) -> str | None:
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        if not isinstance(given, tuple | list) or len(given) != len(names):
            return f"the answer must be the four tensors {', '.join(names)}"
        for name, value in zip(names, given, strict=True):
            parameter = getattr(theirs, name)
            if not isinstance(value, Tensor) or value.shape != parameter.shape:
                got = list(value.shape) if isinstance(value, Tensor) else type(value).__name__
                return f"{name} is {got}, and a tensor {list(parameter.shape)} is expected"
            parameter.copy_(value)
        found = theirs(x, a)
        wrong = (~torch.isclose(found, expected, 1e-4, 1e-4)).nonzero()
        if not len(wrong):
            return None
        row, unit = wrong[0].tolist()
        said = f"torch.nn.GRUCell with them gives a[{row}, {unit}] = {found[row, unit]:.4g}"
        return f"{said}, and {expected[row, unit]:.4g} is expected"

    return judge


EXERCISES = (
    Exercise(
        "gru-1",
        "gru_step",
        ("x", "a", "weights"),
        ("a",),
        "Write one step of the GRU with operations of torch: from x⟨t⟩ [batch, input] and a⟨t−1⟩ "
        "[batch, hidden] to a⟨t⟩. weights is a dict of W_r and W_u [hidden, hidden + input], which "
        "act on [a⟨t−1⟩; x⟨t⟩], W_cx [hidden, input], W_ca [hidden, hidden], and b_r, b_u, b_cx, "
        "b_ca [hidden].",
        "gives what GRUCell gives",
        step_calls,
        MODULES,
        (
            Mistake(
                _old_and_new_exchanged,
                "this is what comes out when Γ_u is the share of the old; here it is that of the "
                "new",
            ),
            Mistake(
                _relevance_first,
                "this is what comes out when Γ_r acts before the matrix W_ca, as in Cho et al. "
                "(2014); here it acts after it, as in PyTorch",
            ),
        ),
    ),
    Exercise(
        "gru-2",
        "update_bias",
        ("steps",),
        ("b_u",),
        "Give the bias b_u with which a GRU's half-life is so many steps: where all other "
        "parameters and all inputs are 0, the state is then half of what it was.",
        "gives biases with which a GRUCell has that half-life",
        half_life_calls,
    ),
    Exercise(
        "gru-3",
        "torch_weights",
        ("weights",),
        ("weight_ih", "weight_hh", "bias_ih", "bias_hh"),
        "Store the weights of gru-1 as PyTorch does: give weight_ih [3 hidden, input], weight_hh "
        "[3 hidden, hidden], bias_ih and bias_hh [3 hidden], in blocks r, z, n from the top, with "
        "which torch.nn.GRUCell computes the same. Its z is 1 − Γ_u.",
        "gives weights with which torch.nn.GRUCell does what GRUCell does",
        carry_calls,
    ),
)
