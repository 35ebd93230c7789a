"""Bahdanau's and Luong's networks against their formulas."""

import math

import torch
from tests.attention.looks import look, look_in_loops, scene
from tests.oracles import Vector, dot, times
from torch.testing import assert_close

from pantoum.attention import AdditiveAttention, ConcatAttention


def test_additive_equals_the_formula() -> None:
    # score(q, a) = v · tanh(W q + U a)
    attention = AdditiveAttention(3, 4, 5).double()
    w, u, (v,) = (
        part.weight.tolist() for part in (attention.query, attention.key, attention.energy)
    )

    def score(q: Vector, a: Vector) -> float:
        return dot(v, [math.tanh(s + t) for s, t in zip(times(w, q), times(u, a), strict=True)])

    given = scene(attention)
    assert_close(look(attention, *given), look_in_loops(score, given))


def test_concat_equals_the_formula() -> None:
    # score(q, a) = v · tanh(W [q; a])
    attention = ConcatAttention(3, 4, 5).double()
    w = attention.combine.weight.tolist()
    (v,) = attention.energy.weight.tolist()

    def score(q: Vector, a: Vector) -> float:
        return dot(v, [math.tanh(s) for s in times(w, [*q, *a])])

    given = scene(attention)
    assert_close(look(attention, *given), look_in_loops(score, given))


def test_concat_is_additive_written_with_one_matrix() -> None:
    additive = AdditiveAttention(3, 4, 5).double()
    concat = ConcatAttention(3, 4, 5).double()
    with torch.no_grad():
        concat.combine.weight.copy_(torch.cat([additive.query.weight, additive.key.weight], dim=1))
        concat.energy.weight.copy_(additive.energy.weight)
    given = scene(additive)
    assert_close(look(concat, *given), look(additive, *given))
