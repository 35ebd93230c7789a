"""Exercises about attention: the additive score, padding, and a query that finds its place."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from pantoum.attention import AdditiveAttention, DotAttention
from pantoum.attention.contract import AttentionMemory, attend_once, length_mask
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole

# What a query must make of its place.
ENOUGH = 0.99


def attend(
    s: Tensor, annotations: Tensor, weight_s: Tensor, weight_a: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    """The reference: the package's attention with these weights, on one sentence."""
    attention = AdditiveAttention(len(s), annotations.shape[1], len(v)).requires_grad_(False)
    attention.query.weight.copy_(weight_s)
    attention.key.weight.copy_(weight_a)
    attention.energy.weight.copy_(v[None])
    memory = attention.prepare(annotations[None], [len(annotations)])
    context, weights = attention(s[None], memory)
    return context[0], weights[0]


def attend_calls(generator: Generator) -> list[Call]:
    calls = []
    for source, query, annotation, inner in ((1, 2, 3, 2), (4, 3, 5, 6)):
        arguments = (
            normal(generator, query),
            normal(generator, source, annotation),
            normal(generator, inner, query),
            normal(generator, inner, annotation),
            normal(generator, inner),
        )
        calls.append(Call(arguments, attend(*arguments)))
    return calls


def _without_tanh(
    s: Tensor, annotations: Tensor, weight_s: Tensor, weight_a: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    weights = torch.softmax((weight_s @ s + annotations @ weight_a.T) @ v, dim=0)
    return weights @ annotations, weights


def masked(energies: Tensor, lengths: list[int]) -> Tensor:
    """The reference: what the package's attention does with energies."""
    source = energies.shape[1]
    annotations = torch.zeros(*energies.shape, 1)
    memory = AttentionMemory(annotations, annotations, length_mask(torch.tensor(lengths), source))
    return attend_once(energies, memory)[1]


def mask_calls(generator: Generator) -> list[Call]:
    cases = [([3], 3, 1.0), ([1, 4, 2], 4, 2.0), ([5, 2], 6, 200.0)]
    calls = []
    for lengths, source, scale in cases:
        energies = normal(generator, len(lengths), source, scale=scale)
        calls.append(Call((energies, lengths), masked(energies, lengths)))
    return calls


def _masked_afterwards(energies: Tensor, lengths: list[int]) -> Tensor:
    mask = length_mask(torch.tensor(lengths), energies.shape[1])
    return torch.softmax(energies, dim=1) * mask


def _padding_is_0(energies: Tensor, lengths: list[int]) -> Tensor:
    mask = length_mask(torch.tensor(lengths), energies.shape[1])
    return torch.softmax(energies * mask, dim=1)


def _unmasked(energies: Tensor, lengths: list[int]) -> Tensor:
    return torch.softmax(energies, dim=1)


def pick_calls(generator: Generator) -> list[Call]:
    calls = []
    for source, size in ((1, 2), (4, 6), (8, 8)):
        annotations = normal(generator, source, size)
        place = whole(generator, 0, source - 1)
        calls.append(Call((annotations, place), judge=_judge_of(annotations, place)))
    return calls


def _judge_of(annotations: Tensor, place: int) -> Any:
    size = annotations.shape[1]

    def judge(query: Any) -> str | None:
        if not isinstance(query, Tensor) or query.shape != (size,):
            got = list(query.shape) if isinstance(query, Tensor) else type(query).__name__
            return f"s is {got}, and a tensor {[size]} is expected"
        attention = DotAttention(size, size)
        memory = attention.prepare(annotations[None], [len(annotations)])
        weights = attention(query.detach().float()[None], memory)[1][0]
        if float(weights[place]) >= ENOUGH:
            return None
        most = int(weights.argmax())
        said = f"s gives the weight {float(weights[place]):.4g} to annotation {place}"
        elsewhere = f", and most, {float(weights[most]):.4g}, to {most}" if most != place else ""
        return f"{said}{elsewhere}, and at least {ENOUGH} is expected"

    return judge


EXERCISES = (
    Exercise(
        "attention-1",
        "attend",
        ("s", "annotations", "W", "U", "v"),
        ("context", "weights"),
        "Write Bahdanau's attention for one sentence: from the decoder's state s [query] and the "
        "annotations [source, annotation] to the pair of the context C [annotation] and the "
        "weights α [source], with the score v · tanh(W s + U a⟨t′⟩).",
        "gives what AdditiveAttention gives",
        attend_calls,
        mistakes=(
            Mistake(_without_tanh, "this is what comes out without the tanh"),
            Mistake(
                lambda s, annotations, weight_s, weight_a, v: (
                    attend(s, annotations, weight_s, weight_a, v)[1],
                    attend(s, annotations, weight_s, weight_a, v)[0],
                ),
                "the context comes first, then the weights",
            ),
        ),
    ),
    Exercise(
        "attention-2",
        "masked_softmax",
        ("energies", "lengths"),
        ("weights",),
        "Turn energies [batch, source] into weights: a softmax over the first lengths[row] values "
        "of each row, and 0 on what stands behind them, the padding. lengths is a list of whole "
        "numbers of at least 1.",
        "gives the weights that the package's attention gives",
        mask_calls,
        mistakes=(
            Mistake(
                _masked_afterwards,
                "this is what comes out when the softmax sees the padding and its weights are "
                "removed afterwards: the rest does not add up to 1",
            ),
            Mistake(
                _padding_is_0,
                "an energy of 0 still has a weight, for e⁰ is 1; padding needs one of minus "
                "infinity",
            ),
            Mistake(_unmasked, "this is what comes out without regard to the lengths"),
        ),
    ),
    Exercise(
        "attention-3",
        "pick",
        ("annotations", "place"),
        ("s",),
        "Give a query s [size] with which the dot score s · a⟨t′⟩ puts a weight of at least 0.99 "
        "on the annotation at place (from 0). There are no more annotations [source, size] than "
        "they have values.",
        "gives queries with which DotAttention finds the place",
        pick_calls,
    ),
)
