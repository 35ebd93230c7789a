"""Shortlists: learned from attention, and searches that keep to them."""

from typing import Any

import numpy as np
import pytest
import torch
from tests.models.combinations import TARGET_SYMBOLS
from tests.search.models import inputs, limits, padded, peaked
from torch.testing import assert_close

from pantoum.config import SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference import decode, shortlist
from pantoum.models import SearchModel, Shortlist, for_inference, teacher_forced_log_probabilities
from pantoum.search import beam_search, greedy
from pantoum.search.contract import ShortlistStep
from pantoum.search.limit import OutputLimit
from pantoum.search.sampling import Sampling, sample
from pantoum.symbols import BOS, EOS, UNK

ATTENTIVE = {"cell": "lstm", "attention": "additive", "attention_order": "attend_then_update"}
# What symbols 4 and 5 of inputs go to; all others go to </s> alone.
SHORT = Shortlist(torch.full((9, 2), EOS), torch.tensor([7]))
SHORT.table[4] = torch.tensor([4, 6])
SHORT.table[5] = torch.tensor([5, 1])


def allowed(source: list[int]) -> set[int]:
    going = {4: {4, 6}, 5: {5}}
    return {UNK, EOS, 7}.union(*(going.get(symbol, set()) for symbol in source))


def test_an_input_allows_what_its_own_symbols_go_to() -> None:
    rows = [[4], [8, 5], [6], [5, 4]]
    source, lengths = padded(rows)  # padding holds 5
    found = SHORT.allowed(source, lengths, TARGET_SYMBOLS)
    assert [set(row.nonzero()[:, 0].tolist()) for row in found] == [allowed(row) for row in rows]


@pytest.mark.parametrize("int8", [False, True])
def test_probabilities_are_shared_among_what_is_allowed(int8: bool) -> None:
    model = peaked(ATTENTIVE)
    rows = [[4], [8, 5], [5, 4, 4]]
    short = for_inference(model, int8=int8, shortlist=SHORT)
    whole = for_inference(model, int8=int8)
    tokens = torch.full((3,), BOS)
    logits, _, _ = short.step(tokens, short.start(*padded(rows)))
    all_logits, _, _ = whole.step(tokens, whole.start(*padded(rows)))
    for row, found, expected in zip(rows, logits, all_logits, strict=True):
        kept = sorted(allowed(row))
        assert_close(found[kept], torch.log_softmax(expected[kept], dim=0))
        assert set(found.isfinite().nonzero()[:, 0].tolist()) == set(kept)


def inference_model(seed: int = 0) -> SearchModel:
    return for_inference(peaked(ATTENTIVE, seed).double(), shortlist=SHORT)


class Whole:
    """The same model with logits of all symbols at every step: what a search with constraints
    sees."""

    def __init__(self, model: SearchModel) -> None:
        self.start = model.start
        self.step = model.step


@pytest.mark.parametrize("seed", range(4))
def test_searches_among_words_equal_those_among_all_symbols(seed: int) -> None:
    rows = inputs(8)
    model = inference_model(seed)
    batch = padded(rows, 2)
    for search in (SearchConfig(1), SearchConfig(2), SearchConfig(6, diversity=0.2)):
        short = beam_search(
            model, model.start(*batch), batch[1], limits(rows), search, 2 if search.beam > 1 else 1
        )
        whole = Whole(model)
        other = beam_search(
            whole, whole.start(*batch), batch[1], limits(rows), search, 2 if search.beam > 1 else 1
        )
        assert [[one.ids for one in found] for found in short] == [
            [one.ids for one in found] for found in other
        ]
        for row, found in zip(rows, short, strict=True):
            assert all(set(one.ids) <= allowed(row) - {UNK} for one in found)
    for one, (other,) in zip(
        greedy(model, model.start(*batch), batch[1], limits(rows)),
        beam_search(Whole(model), model.start(*batch), batch[1], limits(rows), SearchConfig(1)),
        strict=True,
    ):
        assert one.ids == other.ids
        assert one.log_probability == pytest.approx(other.log_probability)


def test_searches_find_the_step_that_leaves_symbols_out() -> None:
    assert isinstance(inference_model(), ShortlistStep)
    assert not isinstance(Whole(inference_model()), ShortlistStep)


def test_drawn_outputs_keep_to_it() -> None:
    rows = inputs(8)
    model = inference_model()
    batch = padded(rows)
    seeds = [[0, row] for row in range(8)]
    drawn = []
    for given in (model, Whole(model)):
        found = sample(
            given, torch.full((8,), BOS), model.start(*batch), seeds, limits(rows), Sampling(2.0)
        )
        assert all(
            one is not None and set(one.ids) <= allowed(row) - {UNK}
            for row, one in zip(rows, found, strict=True)
        )
        drawn.append([one.ids for one in found if one is not None])
    assert drawn[0] == drawn[1]
    assert any(drawn[0])


def test_neighbours_change_nothing() -> None:
    rows = inputs(8)
    model = inference_model()
    sources = FlatSequences.of(rows)
    limit = OutputLimit(1.0, 3)
    together = decode(model, [sources], limit, SearchConfig(3), 3)
    for row, found in zip(rows, together, strict=True):
        (alone,) = decode(model, [FlatSequences.of([row])], limit, SearchConfig(3), 3)
        assert [one.ids for one in alone] == [one.ids for one in found]
        assert [one.score for one in alone] == pytest.approx([one.score for one in found], abs=1e-6)


def test_the_symbols_with_most_attention_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortlist, "EACH", 3)
    monkeypatch.setattr(shortlist, "COMMON", 2)
    monkeypatch.setattr(shortlist, "PAIRS", 5)
    model = peaked(ATTENTIVE)
    rows = inputs(12)
    targets = [[3 + (symbol + row) % 8 for symbol in range(row % 4)] + [EOS] for row in range(12)]
    found = shortlist.learn_shortlist(model, FlatSequences.of(rows), FlatSequences.of(targets))
    sums = np.zeros((9, TARGET_SYMBOLS))
    for source, target in zip(rows, targets, strict=True):
        _, weights = teacher_forced_log_probabilities(
            model.decoder, torch.tensor([[BOS, *target[:-1]]]), model.start(*padded([source]))
        )
        assert weights is not None
        for step, place in (weights[0] >= shortlist.LEAST_WEIGHT).nonzero().tolist():
            sums[source[place], target[step]] += weights[0, step, place].item()
    for symbol in range(9):
        best = [
            target
            for target in np.argsort(-sums[symbol], kind="stable")[:3]
            if sums[symbol, target] > 0
        ]
        assert found.table[symbol].tolist() == [*best, *[EOS] * (3 - len(best))]
    counts: dict[Any, int] = {}
    for symbol in (symbol for target in targets for symbol in target):
        counts[symbol] = counts.get(symbol, 0) + 1
    assert found.common.tolist() == sorted(
        sorted(counts, key=lambda symbol: (-counts[symbol], symbol))[:2]
    )
