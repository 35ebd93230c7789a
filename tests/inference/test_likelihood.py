"""How likely texts are, against one symbol after the other, whatever the batches."""

import numpy as np
import pytest
import torch
from tests.models.test_language_model import SYMBOLS, model_of

from pantoum.data import FlatSequences
from pantoum.inference import likelihood, log_probabilities
from pantoum.symbols import EOS, UNK

TEXTS = [
    [4, 5, 6, EOS],
    [EOS],
    [7, UNK, 8, 8, 4, 5, EOS],
    [5, EOS],
    [4, 5, 6, EOS],
    [6] * 40 + [EOS],
]


def test_each_symbol_has_its_probability_from_a_fresh_state() -> None:
    model = model_of(layers=2).eval()
    for text, found in zip(TEXTS, log_probabilities(model, FlatSequences.of(TEXTS)), strict=True):
        state = model.start(1)
        before = EOS
        expected = []
        for id in text:
            logits, state, _ = model.step(torch.tensor([before]), state)
            expected.append(torch.log_softmax(logits, dim=-1)[0, id].item())
            before = id
        assert found.tolist() == pytest.approx(expected, abs=1e-6)
        assert found.dtype == np.float64


@pytest.mark.parametrize(
    ("tokens", "logits"), [(1, 10_000_000), (7, 10_000_000), (4_000, SYMBOLS * 5), (4_000, 1)]
)
def test_batches_and_windows_do_not_matter(
    monkeypatch: pytest.MonkeyPatch, tokens: int, logits: int
) -> None:
    model = model_of(cell="gru").eval()
    texts = FlatSequences.of(TEXTS)
    expected = log_probabilities(model, texts)
    monkeypatch.setattr(likelihood, "BATCH_TOKENS", tokens)
    monkeypatch.setattr(likelihood, "MOST_LOGITS", logits)
    for one, other in zip(log_probabilities(model, texts), expected, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def test_nothing_is_no_trouble() -> None:
    assert log_probabilities(model_of(), FlatSequences.of([])) == []
