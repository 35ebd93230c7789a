"""Location-sensitive attention against its equations, on plain numbers."""

import math

import pytest
import torch
from tests.oracles import Vector, dot, softmax, times
from torch.testing import assert_close

from pantoum.attention import LocationSensitiveAttention, attend_with, first_state

LENGTHS = [5, 2, 1, 0]
TIME = 6


def attention() -> LocationSensitiveAttention:
    module = LocationSensitiveAttention(3, 4, 5, filters=2, width=3).double()
    torch.nn.init.normal_(module.key.bias)
    return module


def inputs(steps: int = 3) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    queries = torch.randn(steps, len(LENGTHS), 3, dtype=torch.float64)
    annotations = torch.randn(len(LENGTHS), TIME, 4, dtype=torch.float64)
    return queries, annotations, torch.tensor(LENGTHS)


def in_loops(
    module: LocationSensitiveAttention, queries: list[Vector], annotations: list[Vector]
) -> list[list[float]]:
    """The weights of one row's steps over its real annotations."""
    filters = module.filters.weight[:, 0].tolist()
    before = [0.0] * len(annotations)
    steps = []
    for query in queries:
        energies = []
        for place, annotation in enumerate(annotations):
            padded = [0.0, *before, 0.0]
            features = [dot(one, padded[place : place + 3]) for one in filters]
            parts = (
                times(module.query.weight.tolist(), query),
                times(module.key.weight.tolist(), annotation),
                times(module.location.weight.tolist(), features),
                module.key.bias.tolist(),
            )
            inner = [math.tanh(sum(values)) for values in zip(*parts, strict=True)]
            energies.append(dot(module.energy.weight[0].tolist(), inner))
        before = softmax(energies)
        steps.append(before)
    return steps


def test_equals_the_equations() -> None:
    module = attention()
    queries, annotations, lengths = inputs()
    memory = module.prepare(annotations, lengths)
    state = first_state(module, memory)
    for step, query in enumerate(queries):
        context, weights, state = attend_with(module, query, memory, state)
        for row, length in enumerate(LENGTHS):
            expected = in_loops(
                module, queries[: step + 1, row].tolist(), annotations[row, :length].tolist()
            )[-1]
            assert weights[row].tolist() == pytest.approx(expected + [0.0] * (TIME - length))
            assert_close(context[row], weights[row] @ annotations[row])


def test_padding_changes_nothing() -> None:
    module = attention()
    queries, annotations, lengths = inputs()
    other = torch.where(torch.arange(TIME)[None, :, None] < lengths[:, None, None], annotations, 7)
    for given in (other, torch.cat([annotations, annotations], dim=1)):
        memory = module.prepare(annotations, lengths)
        changed = module.prepare(given, lengths)
        state = first_state(module, memory)
        changed_state = first_state(module, changed)
        for query in queries:
            context, weights, state = module(query, memory, state)
            found, attended, changed_state = module(query, changed, changed_state)
            assert_close(found, context)
            assert_close(attended[:, :TIME], weights)


def test_the_last_weights_matter() -> None:
    module = attention()
    (query, *_), annotations, lengths = inputs()
    memory = module.prepare(annotations, lengths)
    first, _, state = module(query, memory, module.initial_state(memory))
    second, _, _ = module(query, memory, state)
    assert not torch.allclose(first[0], second[0])


def test_an_even_width_is_refused() -> None:
    with pytest.raises(ValueError, match="must be odd, but is 4"):
        LocationSensitiveAttention(3, 4, 5, width=4)
