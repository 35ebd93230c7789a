"""What holds for every attention; each check takes ``make()``, which gives one of any sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tests.attention.looks import LENGTHS, look, look_into, scene
from tests.comparing import gradients
from tests.contracts.numeric import (
    check_gradients_reach_every_parameter,
    check_numeric_gradients,
    check_saved_and_loaded,
)
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import (
    Attention,
    AttentionMemory,
    StatefulAttention,
    attend_with,
    first_state,
    length_mask,
)
from pantoum.cells import select_rows

Make = Callable[[], Any]


def check_weights_are_shares_of_the_real_tokens(make: Make) -> None:
    attention = make().double()
    assert isinstance(attention, Attention | StatefulAttention)
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    sums = torch.tensor([1.0, 1.0, 1.0, 0.0], dtype=torch.float64)
    assert_close(weights.sum(dim=1), sums)
    real = length_mask(lengths, 6)
    assert (weights[real] > 0).all()
    assert weights[~real].count_nonzero() == 0
    assert_close(context, (weights[:, :, None] * annotations).sum(dim=1))
    assert_close(context[2], annotations[2, 0])  # one token: it is all there is to see


def check_weights_are_the_softmax_of_the_score(make: Make) -> None:
    """Of an attention that has a score of its own to ask for, as all of ours have."""
    attention = make().double()
    query, annotations, lengths = scene(attention)
    memory = attention.prepare(annotations, lengths)
    state = first_state(attention, memory)
    _, weights, _ = attend_with(attention, query, memory, state)
    energies = attention.score(query, memory, *([] if state is None else [state]))
    for row, length in enumerate(LENGTHS):
        assert_close(weights[row, :length], torch.softmax(energies[row, :length], dim=0))


def check_rows_without_tokens_give_zeros_and_finite_gradients(make: Make) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    assert context[3].count_nonzero() == weights[3].count_nonzero() == 0
    found = gradients([context, weights], [query, annotations, *attention.parameters()])
    assert all(grad.isfinite().all() for grad in found)
    assert found[0][3].count_nonzero() == found[1][3].count_nonzero() == 0


def check_a_batch_of_empty_rows_is_no_trouble(make: Make) -> None:
    attention = make()
    context, weights = look(
        attention,
        torch.randn(2, attention.query_size),
        torch.randn(2, 0, attention.annotation_size),
        torch.tensor([0, 0]),
    )
    assert context.tolist() == [[0] * attention.annotation_size] * 2
    assert weights.shape == (2, 0)


def check_what_padding_holds_has_no_influence(make: Make) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    padding = ~length_mask(lengths, 6)
    inputs = list(attention.parameters())
    for garbage in (1e6, -1e6):
        clean = look(attention, query, annotations, lengths)
        dirty = annotations.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
        other = look(attention, query, dirty, lengths)
        assert_close(other, clean, rtol=0, atol=0)
        found = gradients(other, [query, dirty, *inputs])
        assert_close(found, gradients(clean, [query, annotations, *inputs]))
        assert found[1][padding].count_nonzero() == 0


def check_batch_and_padding_change_nothing(make: Make) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    for row, length in enumerate(LENGTHS):
        one = slice(row, row + 1)
        alone = look(attention, query[one], annotations[one, :length], lengths[one])
        assert_close(alone, (context[one], weights[one, :length]))


def check_gradients(make: Make) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention, time=5)

    def run(query: Tensor, annotations: Tensor) -> tuple[Tensor, Tensor]:
        return look(attention, query, annotations, lengths)

    check_numeric_gradients(attention, run, query, annotations)
    check_gradients_reach_every_parameter(attention, run(query, annotations))


def check_huge_energies_stay_finite(make: Make) -> None:
    for dtype in (torch.float32, torch.bfloat16, torch.float16):
        attention = make().to(dtype)
        with torch.no_grad():
            for weight in attention.parameters():
                weight.mul_(30)
        query, annotations, lengths = (part.detach() for part in scene(attention))
        context, weights = look(attention, (query * 30).to(dtype), annotations.to(dtype), lengths)
        assert context.isfinite().all()
        sums = weights.sum(dim=1).float()
        assert_close(sums, torch.tensor([1.0, 1.0, 1.0, 0.0]), rtol=0.02, atol=0)


def check_a_memory_serves_many_queries_and_can_be_reordered(make: Make) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    memory = attention.prepare(annotations, lengths)
    assert isinstance(memory, AttentionMemory)
    first = look_into(attention, query, memory)
    look_into(attention, query + 1, memory)
    assert_close(look_into(attention, query, memory), first, rtol=0, atol=0)
    rows = torch.tensor([1, 1, 3, 0])
    picked = look_into(attention, query[rows], select_rows(memory, rows))
    assert_close(picked, (first[0][rows], first[1][rows]))


def check_file(make: Make, file: Path) -> None:
    attention = make().double()
    fresh = make().double()
    given = scene(attention)
    check_saved_and_loaded(attention, fresh, lambda attention: look(attention, *given), file)


CHECKS = [
    check_weights_are_shares_of_the_real_tokens,
    check_rows_without_tokens_give_zeros_and_finite_gradients,
    check_a_batch_of_empty_rows_is_no_trouble,
    check_what_padding_holds_has_no_influence,
    check_batch_and_padding_change_nothing,
    check_gradients,
    check_huge_energies_stay_finite,
    check_a_memory_serves_many_queries_and_can_be_reordered,
]
