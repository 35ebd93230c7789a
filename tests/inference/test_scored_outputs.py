"""Known outputs, scored step by step, against teacher forcing."""

import numpy as np
import pytest
import torch
from tests.models.combinations import COVER
from tests.search.models import inputs, peaked
from tests.search.oracle import attention_of, teacher_forced
from tests.tiers import tiered

from pantoum.config import SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference import decode, score_outputs
from pantoum.models import Ensemble
from pantoum.search import OutputLimit
from pantoum.symbols import EOS

TARGETS = [(4, 5, EOS), (EOS,), (6, 6, 1, 4, EOS), (5, EOS), (4, EOS)]


@pytest.mark.parametrize("choice", tiered(COVER[:12], COVER[:5]), ids=range(12))
def test_scores_and_attention_are_those_of_teacher_forcing(choice, monkeypatch: pytest.MonkeyPatch):
    model = peaked(choice)
    rows = inputs(5)
    sources = [FlatSequences.of(rows)]
    targets = FlatSequences.of(TARGETS)
    for size in (2000, 6):
        monkeypatch.setattr("pantoum.inference.decoding.BATCH_TOKENS", size)
        for source, symbols, (scores, attention) in zip(
            rows, TARGETS, score_outputs(model, sources, targets), strict=True
        ):
            (known,) = teacher_forced(model, source, [symbols])
            expected = known[range(len(symbols)), symbols]
            np.testing.assert_allclose(scores, expected.numpy(), atol=1e-4)
            weights = attention_of(model, source, symbols)
            assert (attention is None) == (weights is None)
            if attention is not None and weights is not None:
                np.testing.assert_allclose(attention, weights.numpy(), atol=1e-5)
    assert all(
        attention is None
        for _, attention in score_outputs(model, sources, targets, attention=False)
    )


def test_an_ensemble_scores_with_the_mean_of_its_members():
    models = [peaked({}, seed) for seed in (1, 2)]
    rows = inputs(5)
    sources = [FlatSequences.of(rows)]
    targets = FlatSequences.of(TARGETS)
    together = score_outputs(Ensemble(models, "probability", same_inputs=True), sources, targets)
    alone = [score_outputs(model, sources, targets) for model in models]
    for (found, _), (first, _), (second, _) in zip(together, *alone, strict=True):
        np.testing.assert_allclose(np.exp(found), (np.exp(first) + np.exp(second)) / 2, atol=1e-5)


def test_a_penalty_leaves_the_models_own_probabilities():
    model = peaked({})
    rows = inputs(5)
    search = SearchConfig(4, repetition_penalty=1.5)
    found = decode(model, [FlatSequences.of(rows)], OutputLimit(1.0, 6), search, 4)
    sums = set()
    for source, hypotheses in zip(rows, found, strict=True):
        for one in hypotheses:
            symbols = (*one.ids, *[EOS] * one.complete)
            (known,) = teacher_forced(model, source, [symbols])
            own = torch.as_tensor(known)[range(len(symbols)), symbols].sum().item()
            assert one.log_probability == pytest.approx(own, abs=1e-4)
            sums.add(one.score == pytest.approx(own / len(symbols), abs=1e-4))
    assert sums == {True, False}  # outputs without a repetition rank as before
