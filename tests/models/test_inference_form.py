"""The inference form of encoder-decoders against the modules they are made of."""

from typing import Any

import pytest
import torch
from tests.contracts.encoder_decoders import check_inference_form_equals_module
from tests.models.combinations import COVER, SAMPLE, batch, model_of, name_of
from tests.tiers import each
from torch.testing import assert_close

from pantoum.attention import additive_form
from pantoum.models import Branches, Seq2Seq, for_inference
from pantoum.models.inference_form import attention, decoder
from pantoum.symbols import BOS

LIMITS = ("", "no table", "no products of annotations", "small blocks")


def with_limits(choices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The choices with every way that sizes decide on."""
    return [{**choice, "limits": limits} for limits in LIMITS for choice in choices]


def model_within(choice: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Seq2Seq:
    """The model of such a choice, whose sizes from now on decide for its way."""
    if choice["limits"] == "no table":
        monkeypatch.setattr(decoder, "LARGEST_TABLE", 0)
    if choice["limits"] == "no products of annotations":
        monkeypatch.setattr(attention, "LONGEST_PROJECTED", 0)
    if choice["limits"] == "small blocks":
        monkeypatch.setattr(additive_form, "INFERENCE_BLOCK", 1)
    return model_of({name: value for name, value in choice.items() if name != "limits"})


@each(with_limits(SAMPLE), name_of)
def test_steps_equal_those_of_the_decoder(
    choice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_inference_form_equals_module(model_within(choice, monkeypatch))


# Places of a table of 3 for each of 4 inputs; then the third input is done, and some hypotheses of
# the others.
FIRST = Branches(None, torch.tensor([0, 0, 1, 2, 2, 2, 3]), torch.tensor([0, 2, 4, 6, 7, 8, 9]), 3)
SECOND = Branches(
    torch.tensor([0, 1, 3]), torch.tensor([1, 0, 1, 2, 6]), torch.tensor([0, 1, 2, 3, 8]), 3
)
FULL = Branches(None, torch.tensor([0, 1, 3, 3, 4, 4]), torch.arange(6), 2)


@each(with_limits(COVER), name_of)
def test_hypotheses_of_the_same_input_share_what_they_attend_to(
    choice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_within(choice, monkeypatch).eval()
    given = batch()
    fast_model = for_inference(model)
    plain = model.start(given.source, given.source_lengths)
    fast = fast_model.start(given.source, given.source_lengths)
    tokens = torch.full((4,), BOS)
    for branches in (FIRST, SECOND, FULL):
        _, plain, _ = model.step(tokens, plain)
        _, fast, _ = fast_model.step(tokens, fast)
        plain = plain.branch(branches)
        fast = fast.branch(branches)
        tokens = torch.arange(len(branches.parents)) + 3
    logits, plain, weights = model.step(tokens, plain)
    found, fast, attended = fast_model.step(tokens, fast)
    assert_close(found, logits)
    assert_close(attended, weights)
    rows = torch.tensor([5, 0, 0, 3])
    logits, _, weights = model.step(rows, plain.select(rows))
    found, _, attended = fast_model.step(rows, fast.select(rows))
    assert_close(found, logits)
    assert_close(attended, weights)
