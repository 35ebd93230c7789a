"""Alignment: agreement against a count by hand, and what is told of each look."""

from typing import Any, get_args

import pytest
import torch

from pantoum.config import AttentionName
from pantoum.config.rules import rules_of
from pantoum.errors import PantoumError
from pantoum.lab import alignment, mean_of
from pantoum.lab.experiments.alignment import SENTENCE, AlignmentSettings, agreement
from pantoum.lab.translation import (
    attention_weights,
    new_pairs,
    train_translator,
    translate,
)

TINY: dict[str, Any] = {"steps": 3, "batch": 2, "hidden": 4, "sentences": 3, "looks": [0, 2]}


def test_tiny() -> None:
    result = alignment(seeds=[1, 2], attentions=["additive", "dot"], **TINY)
    assert [row[:2] for row in result.rows] == [
        ("additive", 0), ("additive", 2), ("dot", 0), ("dot", 2),
    ]  # fmt: skip
    runs = result.values["runs"]
    assert result.rows[1][2] == mean_of([one["looks"][1]["aligned"] for one in runs[:2]])
    sentence = result.values["sentence"]
    assert sentence["input"] == SENTENCE.split()
    assert sentence["output"][:3] == ["rivière", "sombre", "calme"]
    maps = result.values["maps"]
    assert [(one["attention"], one["step"]) for one in maps] == [row[:2] for row in result.rows]
    assert maps[1]["weights"] == runs[0]["looks"][1]["map"]
    assert all(sum(row) == pytest.approx(1, abs=1e-3) for one in maps for row in one["weights"])
    assert result == alignment(seeds=[1, 2], attentions=["additive", "dot"], **TINY)


def test_agreement_is_counted() -> None:
    how: dict[str, Any] = {"longest": 3, "hidden": 12, "steps": 60, "batch": 16}
    model = train_translator("dot", seed=3, learning_rate=0.03, max_grad_norm=1.0, **how)
    pairs = new_pairs(40, 3)
    weights = attention_weights(model, pairs)
    places = [(row, at) for row in range(40) for at in range(3)]
    hits = sum(int(weights[row, at].argmax()) == int(pairs.order[row, at]) for row, at in places)
    mean = sum(float(weights[row, at, pairs.order[row, at]]) for row, at in places) / 120
    outputs = translate(model, pairs)
    right = sum(torch.equal(torch.tensor(outputs[row]), pairs.target[row]) for row in range(40))
    found = agreement(model, pairs)
    assert found["aligned"] == pytest.approx(100 * hits / 120)
    assert found["weight"] == pytest.approx(100 * mean, abs=1e-4)
    assert found["right"] == pytest.approx(100 * right / 40)
    assert 0 < found["aligned"] < 100


@pytest.mark.parametrize("looks", [[2, 0], [0, 4]])
def test_looks_that_cannot_be(looks: list[int]) -> None:
    with pytest.raises(PantoumError, match="looks must be in order, and none above the 3 steps"):
        alignment(**{**TINY, "looks": looks})


def test_every_attention_can_be_chosen() -> None:
    choices = rules_of(AlignmentSettings)["attentions"].choices
    assert {*choices, "none"} == set(get_args(AttentionName))


def test_without_attention_there_is_nothing_to_see() -> None:
    with pytest.raises(PantoumError, match="attentions must be several different values"):
        alignment(attentions=["none"])
