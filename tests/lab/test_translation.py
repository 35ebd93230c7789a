"""The lab's encoder-decoders: loss and weights by hand, what the seed decides, that they learn."""

from typing import Any

import pytest
import torch

from pantoum.lab.tasks.phrases import Pairs, draw
from pantoum.lab.translation import (
    MORE,
    attention_weights,
    new_pairs,
    train_translator,
    translate,
    translation_loss,
)
from pantoum.models import Seq2Seq
from pantoum.symbols import BOS, EOS

SMALL: dict[str, Any] = {
    "longest": 4, "hidden": 6, "steps": 4, "batch": 3, "learning_rate": 0.01, "max_grad_norm": 1.0,
}  # fmt: skip


def small(attention: Any = "additive", **settings: Any) -> Seq2Seq:
    return train_translator(attention, seed=1, **{**SMALL, **settings})


@torch.no_grad()
def loss_of(model: Seq2Seq) -> float:
    return float(translation_loss(model, new_pairs(2, 3)))


def steps_of(model: Seq2Seq, pairs: Pairs, row: int) -> tuple[list[float], list[list[float]]]:
    """The log-probability of each symbol of a right output, and the weights, step by step."""
    source = pairs.source[row : row + 1]
    state = model.start(source, [source.shape[1]])
    token, found, weights = torch.tensor([BOS]), [], []
    for symbol in [*pairs.target[row].tolist(), EOS]:
        log_probabilities, state, attended = model.step(token, state)
        found.append(float(log_probabilities[0, symbol]))
        assert attended is not None
        weights.append(attended[0].tolist())
        token = torch.tensor([symbol])
    return found, weights


def test_loss_and_weights_are_those_of_single_steps() -> None:
    model = small()
    pairs = draw(3, 5, torch.Generator().manual_seed(3))
    with torch.no_grad():
        by_hand = [steps_of(model, pairs, row) for row in range(3)]
        loss = float(translation_loss(model, pairs))
    mean = -sum(sum(found) for found, _ in by_hand) / (3 * 6)
    assert loss == pytest.approx(mean, abs=1e-5)
    weights = attention_weights(model, pairs)
    expected = torch.tensor([steps[:-1] for _, steps in by_hand])
    torch.testing.assert_close(weights, expected, atol=1e-5, rtol=0)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 5))


def test_without_attention_there_are_no_weights() -> None:
    with pytest.raises(ValueError, match="no attention"):
        attention_weights(small("none"), new_pairs(2, 3))


def test_the_seed_decides_and_nobody_elses_numbers_change() -> None:
    before = torch.get_rng_state()
    first, again = small().state_dict(), small().state_dict()
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(one, again[name]) for name, one in first.items())


def test_it_is_looked_at_when_it_was_asked() -> None:
    seen = []

    def look(done: int, model: Seq2Seq) -> None:
        seen.append((done, model.training, loss_of(model)))

    heard: list[int] = []
    model = small(looks=[0, 2, 4], look=look, listen=lambda done, loss: heard.append(done))
    assert [one[:2] for one in seen] == [(0, False), (2, False), (4, False)]
    assert seen[-1][2] == pytest.approx(loss_of(model))
    assert len({loss for *_, loss in seen}) == 3
    assert heard == [1, 2, 3, 4]
    # A look changes nothing.
    plain = small().state_dict()
    assert all(torch.equal(one, plain[name]) for name, one in model.state_dict().items())


def test_single_words_are_learned() -> None:
    model = small(longest=1, hidden=16, steps=150, batch=32, learning_rate=0.03)
    pairs = new_pairs(60, 1)
    assert translate(model, pairs) == pairs.target.tolist()


def test_an_output_is_cut_off() -> None:
    outputs = translate(small(steps=1), new_pairs(20, 3))
    assert max(map(len, outputs)) <= 3 + MORE
