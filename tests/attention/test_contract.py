"""What holds for every attention."""

from typing import Any

import pytest
import torch
from tests.attention.looks import LENGTHS, each_attention, look, scene
from tests.comparing import gradients
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import Attention, AttentionMemory, length_mask
from pantoum.cells import select_rows


@each_attention
def test_weights_are_shares_of_the_real_tokens(make: Any) -> None:
    attention = make().double()
    assert isinstance(attention, Attention)
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    sums = torch.tensor([1.0, 1.0, 1.0, 0.0], dtype=torch.float64)
    assert_close(weights.sum(dim=1), sums)
    real = length_mask(lengths, 6)
    assert (weights[real] > 0).all()
    assert weights[~real].count_nonzero() == 0
    assert_close(context, (weights[:, :, None] * annotations).sum(dim=1))
    assert_close(context[2], annotations[2, 0])  # one token: it is all there is to see


@each_attention
def test_a_row_without_tokens_gives_zeros_and_finite_gradients(make: Any) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    assert context[3].count_nonzero() == weights[3].count_nonzero() == 0
    found = gradients([context, weights], [query, annotations, *attention.parameters()])
    assert all(grad.isfinite().all() for grad in found)
    assert found[0][3].count_nonzero() == found[1][3].count_nonzero() == 0


@each_attention
def test_a_batch_of_empty_rows_is_no_trouble(make: Any) -> None:
    attention = make()
    context, weights = look(
        attention,
        torch.randn(2, attention.query_size),
        torch.randn(2, 0, attention.annotation_size),
        torch.tensor([0, 0]),
    )
    assert context.tolist() == [[0] * attention.annotation_size] * 2
    assert weights.shape == (2, 0)


@each_attention
@pytest.mark.parametrize("garbage", [1e6, -1e6])
def test_what_padding_holds_has_no_influence(make: Any, garbage: float) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    padding = ~length_mask(lengths, 6)
    dirty = annotations.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
    clean, other = (
        look(attention, query, annotations, lengths),
        look(attention, query, dirty, lengths),
    )
    assert_close(other, clean, rtol=0, atol=0)
    weights = list(attention.parameters())
    found = gradients(other, [query, dirty, *weights])
    assert_close(found, gradients(clean, [query, annotations, *weights]))
    assert found[1][padding].count_nonzero() == 0


@each_attention
def test_batch_and_padding_change_nothing(make: Any) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    context, weights = look(attention, query, annotations, lengths)
    for row, length in enumerate(LENGTHS):
        one = slice(row, row + 1)
        alone = look(attention, query[one], annotations[one, :length], lengths[one])
        assert_close(alone, (context[one], weights[one, :length]))


@each_attention
def test_gradients_equal_numeric_ones(make: Any) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention, time=5)
    names = [name for name, _ in attention.named_parameters()]

    class Look(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = attention

        def forward(self, query: Tensor, annotations: Tensor) -> tuple[Tensor, Tensor]:
            return look(self.attention, query, annotations, lengths)

    def run(query: Tensor, annotations: Tensor, *weights: Tensor) -> tuple[Tensor, Tensor]:
        named = {f"attention.{name}": weight for name, weight in zip(names, weights, strict=True)}
        return torch.func.functional_call(Look(), named, (query, annotations))

    assert torch.autograd.gradcheck(run, (query, annotations, *attention.parameters()))


@each_attention
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_huge_energies_stay_finite(make: Any, dtype: torch.dtype) -> None:
    attention = make().to(dtype)
    with torch.no_grad():
        for weight in attention.parameters():
            weight.mul_(30)
    query, annotations, lengths = (part.detach() for part in scene(attention))
    context, weights = look(attention, (query * 30).to(dtype), annotations.to(dtype), lengths)
    assert context.isfinite().all()
    assert_close(weights.sum(dim=1).float(), torch.tensor([1.0, 1.0, 1.0, 0.0]), rtol=0.02, atol=0)


@each_attention
def test_a_memory_serves_many_queries_and_can_be_reordered(make: Any) -> None:
    attention = make().double()
    query, annotations, lengths = scene(attention)
    memory = attention.prepare(annotations, lengths)
    assert isinstance(memory, AttentionMemory)
    first, _ = attention(query, memory), attention(query + 1, memory)
    assert_close(attention(query, memory), first, rtol=0, atol=0)
    rows = torch.tensor([1, 1, 3, 0])
    context, weights = attention(query[rows], select_rows(memory, rows))
    assert_close((context, weights), (first[0][rows], first[1][rows]))


def test_a_length_mask_is_true_on_real_tokens() -> None:
    mask = length_mask(torch.tensor([2, 0, 3]), 3)
    assert mask.tolist() == [[True, True, False], [False, False, False], [True, True, True]]
    assert length_mask(torch.tensor([0, 0]), 0).shape == (2, 0)


@pytest.mark.parametrize("lengths", [[4, 2], [1, -1]])
def test_impossible_lengths_are_refused(lengths: list[int]) -> None:
    with pytest.raises(
        ValueError, match=r"lengths must be from 0 to 3, the size of the time axis: \["
    ):
        length_mask(torch.tensor(lengths), 3)
