"""Integrated gradients beside those of captum, on the models' own forward functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients
from tests.explaining.stored_models import stored
from tests.tiers import tiered
from torch import Tensor, nn

from pantoum.data.word_batch import collate_sentences
from pantoum.explaining.examined import Examined
from pantoum.explaining.integrated_gradients import (
    BASELINES,
    attribute,
    baseline_vector,
    unit_quadrature,
)
from pantoum.explaining.log_probabilities import log_marginals, log_probabilities
from pantoum.explaining.replay import replay
from pantoum.explaining.silencing import with_modules
from pantoum.symbols import EOS, PAD

KINDS = [
    "additive_lstm",
    "dot_gru_features",
    "deep_rnn_without_attention",
    "classifier",
    "language_model",
    "crf_tagger",
    "softmax_tagger",
]


class Given(nn.Module):
    """Embeddings that give vectors of the graph, whatever is read."""

    def __init__(self, embedding: Any, vectors: Tensor) -> None:
        super().__init__()
        self.embedding = embedding
        self.vectors = vectors

    @property
    def weight(self) -> Tensor:
        return self.embedding.weight

    @property
    def words(self) -> Any:
        return self.embedding.words

    def forward(self, *read: Any) -> Tensor:
        return self.vectors


def of_vectors(one: Examined, row: int) -> Callable[[Tensor], Tensor]:
    """From vectors [rows, read, embedding] to log P of what was said [rows, written], by the
    forward function with which the model is trained.
    """
    model = one.trained.model
    task = one.trained.task
    found = replay(one, row)
    said = torch.tensor(found.chosen)
    example = one.data[row]

    def picked(scores: Tensor) -> Tensor:
        return scores.gather(2, said[None, :, None].expand(len(scores), -1, 1))[:, :, 0]

    def seq2seq(vectors: Tensor) -> Tensor:
        source = task.source.encode_all([example.source], [example.features])[0]
        changed: Any = with_modules(
            model, {"encoder.embedding": Given(model.encoder.embedding, vectors)}
        )
        rows = torch.tensor([source] * len(vectors))
        return picked(changed(rows, [len(source)] * len(rows), said[None].expand(len(vectors), -1)))

    def classifier(vectors: Tensor) -> Tensor:
        source = task.source.encode_all([example.source], [None])[0]
        changed: Any = with_modules(
            model, {"encoder.embedding": Given(model.encoder.embedding, vectors)}
        )
        logits, _ = changed(torch.tensor([source] * len(vectors)), [len(source)] * len(vectors))
        return picked(torch.log_softmax(logits, dim=-1)[:, None])

    def language_model(vectors: Tensor) -> Tensor:
        ids = [EOS, *task.tokenizer.encode(example)]
        changed: Any = with_modules(model, {"embedding": Given(model.embedding, vectors)})
        return picked(changed(torch.tensor([ids] * len(vectors)), [len(ids)] * len(vectors))[0])

    def tagger(vectors: Tensor) -> Tensor:
        corpus = task.encode([list(example.words)])
        batch = collate_sentences(corpus, [0] * len(vectors))
        changed: Any = with_modules(model, {"words": Given(model.words, vectors)})
        head = model.tag_heads()[0]
        emissions = head.emissions(changed(*batch.words_read))
        if head.independent:
            return picked(torch.log_softmax(emissions, dim=-1))
        return picked(log_marginals(emissions, head.chain()))

    kinds = {
        "seq2seq": seq2seq,
        "classifier": classifier,
        "language_model": language_model,
        "tagger": tagger,
    }
    return kinds[one.kind]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("baseline", tiered(BASELINES, ["zero"]))
def test_values_are_captums(name: str, baseline: Any) -> None:
    one = stored(name)
    vector = baseline_vector(one, baseline, [0])
    found = attribute(one, 0, vector, 12)
    vectors = replay(one, 0).vectors.detach()
    oracle = IntegratedGradients(of_vectors(one, 0))
    for place, values in enumerate(found.values):
        expected = oracle.attribute(
            vectors,
            baselines=vector.expand_as(vectors).clone(),
            target=place,
            n_steps=12,
            method="gausslegendre",
        )
        np.testing.assert_allclose(values, expected[0].sum(dim=-1).numpy(), atol=2e-5)


@pytest.mark.parametrize("name", KINDS)
def test_they_add_up_to_the_difference(name: str) -> None:
    one = stored(name)
    vector = baseline_vector(one, "zero", [0])
    found = attribute(one, 0, vector, 64)
    scores = of_vectors(one, 0)
    with torch.no_grad():
        vectors = replay(one, 0).vectors
        np.testing.assert_allclose(found.scores, scores(vectors)[0].numpy(), atol=2e-5)
        nothing = scores(torch.zeros_like(vectors))[0].numpy()
    np.testing.assert_allclose(found.baseline, nothing, atol=2e-5)
    assert np.abs(found.scores - found.baseline).max() > 0.01
    assert np.abs(found.errors).max() < 1e-4


def test_places_that_were_asked_for() -> None:
    one = stored("additive_lstm")
    vector = baseline_vector(one, "zero", [0])
    whole = attribute(one, 0, vector, 8)
    some = attribute(one, 0, vector, 8, [2, 0])
    assert some.written == [whole.written[2], whole.written[0]]
    np.testing.assert_allclose(some.values, whole.values[[2, 0]], atol=1e-6)
    assert some.weights is not None
    assert whole.weights is not None
    np.testing.assert_allclose(some.weights, whole.weights[[2, 0]], atol=1e-6)
    np.testing.assert_allclose(some.weights.sum(axis=1), 1, atol=1e-5)


def test_weights_are_those_of_the_input_itself() -> None:
    one = stored("additive_lstm")
    found = attribute(one, 1, baseline_vector(one, "zero", [1]), 4)
    with torch.no_grad():
        weights = replay(one, 1).weights
    assert weights is not None
    assert found.weights is not None
    np.testing.assert_allclose(found.weights, weights[0].numpy(), atol=1e-5)


def test_baselines() -> None:
    one = stored("additive_lstm")
    embedding = one.trained.model.encoder.embedding
    assert not baseline_vector(one, "zero", [0]).any()
    assert torch.equal(baseline_vector(one, "padding", [0]), embedding.weight[PAD])
    read = [row for number in (0, 1) for row in replay(one, number).vectors[0].detach()]
    mean = torch.stack(read).mean(dim=0)
    assert torch.allclose(baseline_vector(one, "mean", [0, 1]), mean, atol=1e-6)
    assert not baseline_vector(stored("crf_tagger"), "padding", [0]).any()


def test_the_quadrature_is_exact_for_polynomials() -> None:
    nodes, weights = unit_quadrature(4)
    assert weights.sum() == pytest.approx(1)
    for power in range(8):
        assert (weights * nodes**power).sum() == pytest.approx(1 / (power + 1))


def test_log_marginals_are_those_of_all_taggings() -> None:
    one = stored("crf_tagger")
    head = one.trained.model.tag_heads()[0]
    found = replay(one, 0)
    with torch.no_grad():
        ours = log_probabilities(one, found)[0].exp()
        expected = head.crf.marginals(found.scores, torch.tensor([len(found.tokens)]))[0]
    assert torch.allclose(ours, expected, atol=1e-5)
    assert torch.allclose(ours.sum(dim=-1), torch.ones(len(ours)), atol=1e-5)


def test_gradients_of_forbidden_tags_are_numbers() -> None:
    one = stored("crf_tagger")
    chain = one.trained.model.tag_heads()[0].chain()
    assert any(torch.isinf(part).any() for part in chain)
    emissions = torch.randn(2, 4, chain.start.shape[-1], requires_grad=True)
    (slope,) = torch.autograd.grad(log_marginals(emissions, chain).sum(), emissions)
    assert torch.isfinite(slope).all()
