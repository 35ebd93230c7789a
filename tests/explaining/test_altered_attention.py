"""Altered attentions give what the same decoder gives with other weights, recomputed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from tests.explaining.models import OUTPUT, SOURCE, forced, random_model, read
from torch import Tensor

from pantoum.attention import Attention, AttentionMemory, StatefulAttention
from pantoum.explaining.altered_attention import (
    PreviousAttention,
    ShuffledAttention,
    UniformAttention,
    permutation,
)
from pantoum.explaining.silencing import with_modules
from pantoum.explaining.unfed import UnfedCell
from pantoum.models import ReferenceSeq2Seq, Seq2Seq
from pantoum.models.output import OutputFeatures
from pantoum.symbols import BOS

CLOSE: dict[str, Any] = {"atol": 1e-5, "rtol": 0}
SEED = 7
CHOICES = [
    {"attention": attention, "attention_order": order, "input_feeding": feeding}
    for attention in ("additive", "general", "location_sensitive")
    for order in ("attend_then_update", "update_then_attend")
    for feeding in (False, True)
]


def peaked_model(choice: dict[str, Any]) -> Seq2Seq:
    """A random model whose attention is far from uniform, and moves from step to step."""
    model = random_model(choice)
    with torch.no_grad():
        for parameter in model.decoder.attention.parameters():  # pyright: ignore
            parameter.mul_(6)
    return model


# Of the weights of all steps so far, the last one's last, those that the context is made with.
Rule = Callable[[list[np.ndarray]], np.ndarray]


def uniform(weights: list[np.ndarray]) -> np.ndarray:
    return np.full(len(SOURCE), 1 / len(SOURCE))


def shuffled(weights: list[np.ndarray]) -> np.ndarray:
    order = permutation(SEED, len(SOURCE), len(weights) - 1)
    return np.array([weights[-1][place] for place in order])


def previous(weights: list[np.ndarray]) -> np.ndarray:
    return weights[max(0, len(weights) - 2)]


def learned(weights: list[np.ndarray]) -> np.ndarray:
    return weights[-1]


RULES: dict[str, tuple[Rule, Callable[[Any], Any]]] = {
    "uniform": (uniform, UniformAttention),
    "shuffled": (shuffled, lambda attention: ShuffledAttention(attention, SEED)),
    "previous": (previous, PreviousAttention),
}


@torch.no_grad()
def by_hand(model: Seq2Seq, rule: Rule, *, fed: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """log P of all symbols at each place of the output, and the weights, of a decoder of one
    layer.
    """
    decoder: Any = model.decoder
    encoded = model.encoder(*read())
    annotations = encoded.annotations[0]
    memory = decoder.attention.prepare(encoded.annotations, encoded.lengths)
    (state,) = decoder.bridge(encoded.states)
    feed = torch.zeros(1, decoder.readout.out_features)
    own = None
    found: list[np.ndarray] = []
    used = []
    scores = []

    def attend(query: Tensor) -> Tensor:
        nonlocal own
        if hasattr(decoder.attention, "location"):
            last = torch.zeros(1, len(SOURCE)) if own is None else own
            _, weights, own = decoder.attention(query, memory, last)
        else:
            _, weights = decoder.attention(query, memory)
        found.append(weights[0].numpy())
        used.append(rule(found))
        sums = [w * a for w, a in zip(used[-1].tolist(), annotations, strict=True)]
        return torch.stack(sums).sum(dim=0)[None]

    for token in [BOS, *OUTPUT[:-1]]:
        symbol = decoder.embedding(torch.tensor([token]))
        if decoder.attend_then_update:
            context = attend(state.hidden)
            parts = [symbol, context if fed else 0 * context] if decoder.input_feeding else [symbol]
            hidden, state = decoder.cells[0](torch.cat(parts, dim=1), state)
        else:
            parts = [symbol, feed if fed else 0 * feed] if decoder.input_feeding else [symbol]
            hidden, state = decoder.cells[0](torch.cat(parts, dim=1), state)
            context = attend(hidden)
        feed = torch.tanh(decoder.readout(torch.cat([hidden, context, symbol], dim=1)))
        scores.append(decoder.output.log_probabilities(OutputFeatures(feed, None), None)[0])
    return torch.stack(scores).numpy(), np.array(used)


@torch.no_grad()
def stepped(model: Any) -> tuple[np.ndarray, np.ndarray]:
    """The same by the model's own steps, as a search takes them."""
    search = ReferenceSeq2Seq(model)
    state = search.start(*read())
    scores, weights = [], []
    for token in [BOS, *OUTPUT[:-1]]:
        of_step, state, attended = search.step(torch.tensor([token]), state)
        assert attended is not None
        scores.append(of_step[0])
        weights.append(attended[0])
    return torch.stack(scores).numpy(), torch.stack(weights).numpy()


@pytest.mark.parametrize("name", list(RULES))
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_scores_are_those_by_hand(choice: dict[str, Any], name: str) -> None:
    model = peaked_model(choice)
    rule, make = RULES[name]
    altered = with_modules(model, {"decoder.attention": make(model.decoder.attention)})
    expected, used = by_hand(model, rule)
    assert np.abs(expected - forced(model)).max() > 1e-3
    np.testing.assert_allclose(forced(altered), expected, **CLOSE)
    scores, weights = stepped(altered)
    np.testing.assert_allclose(scores, expected, **CLOSE)
    np.testing.assert_allclose(weights, used, **CLOSE)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_the_hand_gives_the_model_itself(choice: dict[str, Any]) -> None:
    model = peaked_model(choice)
    np.testing.assert_allclose(by_hand(model, learned)[0], forced(model), **CLOSE)


@pytest.mark.parametrize("order", ["attend_then_update", "update_then_attend"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_an_unfed_decoder_reads_the_symbol_alone(order: str, cell: str) -> None:
    model = random_model({"attention_order": order, "input_feeding": True, "decoder_cell": cell})
    decoder = model.decoder
    unfed = UnfedCell(decoder.cells[0], decoder.embedding.embedding_dim)
    altered = with_modules(model, {"decoder.cells.0": unfed})
    expected, _ = by_hand(model, learned, fed=False)
    assert np.abs(expected - forced(model)).max() > 1e-3
    np.testing.assert_allclose(forced(altered), expected, **CLOSE)


@pytest.mark.parametrize("name", list(RULES))
def test_padding_has_no_weight_and_changes_nothing(name: str) -> None:
    model = peaked_model({})
    attention: Any = model.decoder.attention
    altered = RULES[name][1](attention)
    annotations = torch.randn(3, 6, attention.annotation_size)
    lengths = torch.tensor([6, 3, 0])
    queries = torch.randn(3, 4, attention.query_size)
    together = steps(altered, annotations, lengths, queries)
    for row, length in enumerate(lengths.tolist()):
        for context, weights in together:
            assert weights[row, length:].eq(0).all()
            assert weights[row].sum().item() == pytest.approx(float(length > 0), abs=1e-6)
            torch.testing.assert_close(context[row], weights[row] @ annotations[row])
        if not length:
            continue
        alone = steps(
            altered,
            annotations[row : row + 1, :length],
            lengths[row : row + 1],
            queries[row : row + 1],
        )
        for (_, of_all), (_, of_one) in zip(together, alone, strict=True):
            torch.testing.assert_close(of_all[row, :length], of_one[0])


def steps(
    attention: Any, annotations: Tensor, lengths: Tensor, queries: Tensor
) -> list[tuple[Tensor, Tensor]]:
    memory: AttentionMemory = attention.prepare(annotations, lengths)
    state = attention.initial_state(memory) if hasattr(attention, "initial_state") else None
    found = []
    for step in range(queries.shape[1]):
        if state is None:
            found.append(attention(queries[:, step], memory))
        else:
            context, weights, state = attention(queries[:, step], memory, state)
            found.append((context, weights))
    return found


@pytest.mark.parametrize("name", list(RULES))
def test_a_model_that_copies_goes_on_copying(name: str) -> None:
    """By the altered weights: probabilities still sum to 1, and are others."""
    model = random_model({}, copy=True)
    other = RULES[name][1](model.decoder.attention)
    altered = forced(with_modules(model, {"decoder.attention": other}))
    np.testing.assert_allclose(np.exp(altered).sum(axis=1), 1, rtol=1e-5)
    assert np.abs(altered - forced(model)).max() > 1e-4


def test_they_are_attentions() -> None:
    attention = random_model({}).decoder.attention
    assert isinstance(UniformAttention(attention), Attention)
    assert isinstance(ShuffledAttention(attention, 1), StatefulAttention)
    assert isinstance(PreviousAttention(attention), StatefulAttention)


def test_a_permutation_is_one_and_depends_on_seed_length_and_step() -> None:
    assert sorted(permutation(1, 9, 0)) == list(range(9))
    different = {permutation(*of) for of in [(1, 9, 0), (2, 9, 0), (1, 9, 1), (1, 8, 0)]}
    assert len(different) == 4
