"""A replay is what the model itself computes, and gradients of it are those of differences."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from tests.stored.making import FOLDER

import pantoum
from pantoum.data import Example, Sentence
from pantoum.explaining.examined import Examined
from pantoum.explaining.replay import Replay, replay

STORED = FOLDER / "format4"
CLOSE: dict[str, Any] = {"atol": 2e-5, "rtol": 0}


def examined(name: str, data: list[Any]) -> Examined:
    return Examined.of(pantoum.load(STORED / name), data)


def pairs(*texts: str, features: str | None = None) -> list[Example]:
    return [Example(text, None, features) for text in texts]


def chosen(found: Replay) -> np.ndarray:
    """The scores that were chosen, of the first row."""
    return np.array([found.scores[0, place, id].item() for place, id in enumerate(found.chosen)])


@pytest.mark.parametrize(
    ("name", "features"), [("additive_lstm", None), ("dot_gru_features", "X;Y")]
)
def test_an_encoder_decoder_gives_what_it_has_answered(name: str, features: str | None) -> None:
    one = examined(name, pairs("abc", " cab", features=features))
    for row in (0, 1):
        found = replay(one, row, rows=3)
        answer = one.predictions[row]
        scored = one.predictor.score([one.data[row].source], [answer.text], [features or None])[0]
        assert found.tokens == answer.source_tokens
        assert found.written == scored.tokens
        np.testing.assert_allclose(chosen(found), scored.log_probabilities, **CLOSE)
        assert found.weights is not None
        for of_row in found.weights:
            np.testing.assert_allclose(of_row.detach(), scored.attention, **CLOSE)
        assert torch.equal(found.scores[0], found.scores[2])


def test_a_known_output_is_written() -> None:
    one = examined("additive_lstm", pairs("abc"))
    found = replay(one, 0, output="ab")
    scored = one.predictor.score(["abc"], ["ab"])[0]
    np.testing.assert_allclose(chosen(found), scored.log_probabilities, **CLOSE)


def test_a_classifier_gives_what_it_has_answered() -> None:
    one = examined("classifier", pairs("abc", "cab"))
    for row in (0, 1):
        found = replay(one, row)
        answer = one.predictions[row]
        shares = torch.softmax(found.scores[0, 0], dim=0)
        assert shares[found.chosen[0]].item() == pytest.approx(answer.probability, abs=1e-5)
        assert found.written == [answer.label]
        assert found.tokens == answer.tokens


def test_a_language_model_gives_what_it_has_answered() -> None:
    one = examined("language_model", ["abab", " ba "])
    for row in (0, 1):
        found = replay(one, row)
        np.testing.assert_allclose(chosen(found), one.predictions[row].log_probabilities, **CLOSE)
        assert len(found.tokens) == len(found.written)


def test_a_tagger_gives_what_it_has_answered() -> None:
    one = examined("crf_tagger", [Sentence(("a", "dog", "runs"), (), 1)])
    found = replay(one, 0)
    head = one.trained.model.tag_heads()[0]
    start, transitions, end = head.chain()
    path = found.chosen
    score = chosen(found).sum() + start[path[0]].item() + end[path[-1]].item()
    score += sum(transitions[a, b].item() for a, b in pairwise(path))
    partition = _log_partition(found.scores[0].detach(), start, transitions, end)
    name = one.trained.task.columns[0].name
    assert score - partition == pytest.approx(one.predictions[0].log_probability[name], abs=1e-4)


def _log_partition(
    emissions: torch.Tensor, start: torch.Tensor, transitions: torch.Tensor, end: torch.Tensor
) -> float:
    alpha = emissions[0] + start
    for of_word in emissions[1:]:
        alpha = torch.logsumexp(alpha[:, None] + transitions, dim=0) + of_word
    return torch.logsumexp(alpha + end, dim=0).item()


DATA: dict[str, list[Any]] = {
    "additive_lstm": pairs("abcab"),
    "classifier": pairs("abca"),
    "language_model": ["abba"],
    "crf_tagger": [Sentence(("a", "dog", "runs"), (), 1)],
}


@pytest.mark.parametrize("name", list(DATA))
def test_gradients_are_those_of_differences(name: str) -> None:
    one = examined(name, DATA[name])
    found = replay(one, 0)
    (slope,) = torch.autograd.grad(found.scores[0, -1, found.chosen[-1]], found.vectors)
    direction = torch.randn(found.vectors.shape, generator=torch.Generator().manual_seed(1))
    size = 1e-2

    def shifted(by: float) -> float:
        with torch.no_grad():
            other = replay(one, 0, instead=lambda vectors: vectors + by * direction)
        return other.scores[0, -1, found.chosen[-1]].item()

    expected = (shifted(size) - shifted(-size)) / (2 * size)
    assert (slope * direction).sum().item() == pytest.approx(expected, rel=0.02, abs=2e-4)


@pytest.mark.parametrize("name", list(DATA))
def test_states_stand_in_the_order_of_the_text(name: str) -> None:
    """A later step of a direction depends on an earlier one, and not the other way round."""
    one = examined(name, DATA[name])
    found = replay(one, 0)
    assert found.places
    for place in found.places:
        states = found.states(place)
        first, last = (0, -1) if place.direction == "forward" else (-1, 0)
        ahead = torch.autograd.grad(
            states[last][0].sum(), states[first][0], retain_graph=True, allow_unused=True
        )[0]
        back = torch.autograd.grad(
            states[first][0].sum(), states[last][0], retain_graph=True, allow_unused=True
        )[0]
        assert ahead is not None
        assert ahead.abs().sum() > 0
        assert back is None
        assert len(found.steps[place.path]) == len(states)
