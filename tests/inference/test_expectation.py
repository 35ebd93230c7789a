"""What is expected, against one step after the other, whatever the batches."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.explaining.models import OUTPUT, SOURCE, random_model
from tests.models.test_language_model import SYMBOLS, model_of

from pantoum.data import FlatSequences
from pantoum.inference import (
    expectation,
    expected_in_outputs,
    expected_in_texts,
    likelihood,
    log_probabilities,
)
from pantoum.symbols import BOS, EOS

TEXTS = [[4, 5, 6, EOS], [EOS], [7, 8, 8, 4, 5, EOS], [6] * 40 + [EOS]]
SOURCES = [SOURCE, [5, EOS], [8, 4, 4, 4, 6, 7, EOS]]
OUTPUTS = [OUTPUT, [EOS], [4, 4, 9, 6, 6, EOS]]


def test_a_language_model_expects_what_its_steps_say() -> None:
    model = model_of(layers=2).eval()
    texts = FlatSequences.of(TEXTS)
    right = log_probabilities(model, texts)
    for text, found, known in zip(TEXTS, expected_in_texts(model, texts), right, strict=True):
        state = model.start(1)
        for place, before in enumerate([EOS, *text[:-1]]):
            scores, state, _ = model.step(torch.tensor([before]), state)
            assert found.ids[place] == scores[0].argmax()
            assert found.expected[place] == pytest.approx(scores[0].max().item(), abs=1e-6)
        assert found.right.tolist() == known.tolist()


def test_windows_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(cell="gru").eval()
    whole = expected_in_texts(model, FlatSequences.of(TEXTS))
    monkeypatch.setattr(likelihood, "MOST_LOGITS", SYMBOLS * 5)
    for one, other in zip(expected_in_texts(model, FlatSequences.of(TEXTS)), whole, strict=True):
        assert one.ids.tolist() == other.ids.tolist()
        assert one.expected == pytest.approx(other.expected, abs=1e-6)


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("tokens", [1, 4_000])
def test_an_encoder_decoder_expects_what_its_steps_say(
    monkeypatch: pytest.MonkeyPatch, copy: bool, tokens: int
) -> None:
    torch.manual_seed(1)
    model = random_model({"cell": "lstm", "attention": "additive"}, copy=copy)
    monkeypatch.setattr(expectation, "BATCH_TOKENS", tokens)
    sources, outputs = FlatSequences.of(SOURCES), FlatSequences.of(OUTPUTS)
    found = expected_in_outputs(model, sources, outputs)
    for source, output, one in zip(SOURCES, OUTPUTS, found, strict=True):
        with torch.no_grad():
            state = model.start(torch.tensor([source]), [len(source)])
            rows = []
            for token in [BOS, *output[:-1]]:
                scores, state, _ = model.step(torch.tensor([token]), state)
                rows.append(scores[0].numpy())
        expected = np.stack(rows)
        assert one.ids.tolist() == expected.argmax(axis=1).tolist()
        np.testing.assert_allclose(one.expected, expected.max(axis=1), atol=1e-5)
        np.testing.assert_allclose(one.right, expected[np.arange(len(output)), output], atol=1e-5)


def test_nothing_is_no_trouble() -> None:
    assert expected_in_texts(model_of().eval(), FlatSequences.of([])) == []
