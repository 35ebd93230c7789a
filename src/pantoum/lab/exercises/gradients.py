"""Exercises about gradients: through one step, through many, and clipped."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor
from torch.autograd.functional import jacobian
from torch.nn.utils import clip_grad_norm_

from pantoum.cells import RNNCell, RNNState
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal


def through_one_step(weight_aa: Tensor, a: Tensor) -> Tensor:
    """The reference: ∂a<t>/∂a<t-1> by automatic differentiation, where a<t> is `a`.

    The input is whatever brings the step to this state.
    """
    hidden_size = len(a)
    cell = RNNCell(hidden_size, hidden_size).double().requires_grad_(False)
    cell.weight_ih.copy_(torch.eye(hidden_size))
    cell.weight_hh.copy_(weight_aa)
    before = torch.zeros(1, hidden_size, dtype=torch.float64)
    x = torch.atanh(a.double())[None]
    found: Any = jacobian(lambda state: cell(x, RNNState(state))[0][0], before)
    return found[:, 0].float()


def jacobian_calls(generator: Generator) -> list[Call]:
    calls = []
    for hidden_size in (1, 2, 5):
        weight_aa = normal(generator, hidden_size, hidden_size)
        a = torch.tanh(normal(generator, hidden_size))
        calls.append(Call((weight_aa, a), through_one_step(weight_aa, a)))
    return calls


def steps_to_fade(w: float, share: float) -> int:
    """The reference: the steps are counted."""
    steps = 0
    gradient = 1.0
    while gradient >= share:
        gradient *= abs(w)
        steps += 1
    return steps


def fade_calls(generator: Generator) -> list[Call]:
    pairs = [(0.5, 0.1), (0.9, 0.001), (-0.9, 0.001), (0.99, 0.001)]
    # Neither so near to a whole number that rounding decides, nor to 1, where it takes for ever.
    w = 0.95 + 0.04 * float(torch.rand((), generator=generator))
    pairs.append((w, 0.01))
    return [Call(pair, steps_to_fade(*pair)) for pair in pairs]


def clipped(gradients: list[Tensor], limit: float) -> list[Tensor]:
    """The reference: PyTorch's own, on parameters with these gradients."""
    parameters = [torch.nn.Parameter(torch.zeros_like(one)) for one in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    clip_grad_norm_(parameters, limit)
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def clip_calls(generator: Generator) -> list[Call]:
    calls = []
    for scale in (10.0, 0.01, 1.0):
        shapes = ((3, 4), (4,), (2, 2))
        gradients = [normal(generator, *shape, scale=scale) for shape in shapes]
        calls.append(Call((gradients, 1.0), clipped(gradients, 1.0)))
    return calls


def _each_by_itself(gradients: list[Tensor], limit: float) -> list[Tensor]:
    return [one * min(1.0, limit / float(one.norm())) for one in gradients]


def _always_scaled(gradients: list[Tensor], limit: float) -> list[Tensor]:
    norm = torch.cat([one.flatten() for one in gradients]).norm()
    return [one * (limit / norm) for one in gradients]


EXERCISES = (
    Exercise(
        "gradients-1",
        "jacobian",
        ("W_aa", "a"),
        ("J",),
        "Give the matrix ∂a⟨t⟩/∂a⟨t−1⟩ [hidden, hidden] of a plain RNN, from W_aa [hidden, hidden] "
        "and a⟨t⟩ [hidden] alone. Row i, column j: how a⟨t⟩_i changes with a⟨t−1⟩_j.",
        "gives what automatic differentiation of RNNCell gives",
        jacobian_calls,
        ("autograd", "func"),
        (
            Mistake(
                lambda weight_aa, a: weight_aa * (1 - a * a),
                "this is what comes out when the columns are scaled; 1 − a² belongs to the rows",
            ),
            Mistake(
                lambda weight_aa, a: through_one_step(weight_aa, a).T,
                "this is its transpose: row i belongs to a⟨t⟩_i",
            ),
            Mistake(
                lambda weight_aa, a: weight_aa, "this is what comes out without the slope of tanh"
            ),
        ),
    ),
    Exercise(
        "gradients-2",
        "steps_to_fade",
        ("w", "share"),
        ("the number of steps",),
        "In a linear RNN of one unit, a⟨t⟩ = w a⟨t−1⟩ + x⟨t⟩ with |w| < 1, give the smallest "
        "number of steps after which |∂a⟨t⟩/∂a⟨s⟩| is below share.",
        "gives what counting gives",
        fade_calls,
    ),
    Exercise(
        "gradients-3",
        "clip",
        ("gradients", "limit"),
        ("clipped",),
        "Clip a list of gradients by their common norm: if the norm of all their numbers together "
        "is above limit, scale all by one factor that makes it limit; else leave them. Give the "
        "list.",
        "gives what torch.nn.utils.clip_grad_norm_ gives",
        clip_calls,
        ("clip_grad_norm_", "clip_grad_norm", "clip_grads_with_norm_"),
        (
            Mistake(
                _each_by_itself,
                "this is what comes out when each tensor is clipped by its own norm, which changes "
                "the direction of the step",
            ),
            Mistake(
                _always_scaled,
                "this is what comes out when small gradients are scaled up to the limit",
            ),
        ),
    ),
)
