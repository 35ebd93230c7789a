"""The decoder as whole sequences against the decoder step by step, forward and backward."""

from itertools import product
from typing import Any

import pytest
import torch
from tests.comparing import gradients, record_outputs
from tests.models.combinations import Pairs, batch, model_of, name_of
from tests.tiers import each
from torch import Tensor
from torch.testing import assert_close

from pantoum.models import Seq2Seq, teacher_forced_log_probabilities

VALUES = {
    "cell": ["lstm", "gru", "rnn"],
    "attention": ["additive", "dot", "general", "concat", "none"],
    "attention_order": ["attend_then_update", "update_then_attend"],
    "input_feeding": [True, False],
}
CHOICES = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]
each_choice = each(CHOICES, name_of)


def with_values(setting: str, values: list[Any]) -> list[dict[str, Any]]:
    """The choices with each value of one more setting."""
    return [{**choice, setting: value} for value in values for choice in CHOICES]


def results(model: Seq2Seq, given: Pairs) -> list[Tensor]:
    """Logits, and attention weights if there are any, under dropout drawn from the same random
    numbers.
    """
    torch.manual_seed(3)
    logits, weights = teacher_forced_log_probabilities(
        model.decoder, given.read, model.start(given.source, given.source_lengths)
    )
    return [logits] if weights is None else [logits, weights]


def compare(model: Seq2Seq, given: Pairs, tolerance: float = 1e-9) -> None:
    parameters = list(model.parameters())
    ours = results(model, given)
    found = gradients(ours, parameters)
    model.decoder.fast = False
    reference = results(model, given)
    assert_close(ours, reference, rtol=tolerance, atol=tolerance)
    assert_close(found, gradients(reference, parameters), rtol=tolerance, atol=tolerance)


@each_choice
def test_equals_the_steps(choice: dict[str, Any]) -> None:
    compare(model_of(choice), batch())


@each_choice
def test_equals_the_steps_in_single_precision(choice: dict[str, Any]) -> None:
    compare(model_of(choice).float(), batch(), tolerance=2e-5)


@each(with_values("variational_dropout", [True, False]), name_of)
def test_equals_the_steps_under_dropout(choice: dict[str, Any]) -> None:
    compare(model_of(choice, dropout=0.4, recurrent_dropout=0.3), batch())


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("query", ["attend_then_update", "update_then_attend"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_deep_decoders_equal_the_steps(cell: str, query: str, residual: bool) -> None:
    choice = {"cell": cell, "attention": "concat", "attention_order": query, "input_feeding": False}
    compare(model_of(choice, decoder_layers=3, residual=residual, dropout=0.4), batch())


@each_choice
def test_one_symbol_and_one_row(choice: dict[str, Any]) -> None:
    given = batch().row(3)
    compare(
        model_of(choice),
        given._replace(target=given.target[:, :1], target_lengths=torch.tensor([1])),
    )


def test_kernels_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any) -> None:
        raise AssertionError("the steps ran one after the other")

    monkeypatch.setattr("pantoum.models.teacher_forcing.unroll_decoder", refuse)
    for choice in CHOICES:
        results(model_of(choice), batch())


def test_a_deep_decoder_that_is_fed_runs_step_by_step() -> None:
    model = model_of({"attention": "additive", "input_feeding": True}, decoder_layers=2)
    given = batch()
    advanced = []
    advance = model.decoder.advance
    model.decoder.advance = lambda *inputs: advanced.append(inputs) or advance(*inputs)  # type: ignore[method-assign]
    results(model, given)
    assert len(advanced) == given.target.shape[1]


@each(with_values("recompute", [1, 2, 4]), name_of)
def test_segments_change_nothing(choice: dict[str, Any]) -> None:
    model = model_of(choice, dropout=0.4, recurrent_dropout=0.3)
    given = batch()
    parameters = list(model.parameters())
    ours = results(model, given)
    found = gradients(ours, parameters)
    for module in model.modules():
        if hasattr(module, "recompute"):
            module.recompute = 0  # type: ignore[assignment]
    reference = results(model, given)
    assert_close(ours, reference, rtol=1e-9, atol=1e-9)
    assert_close(found, gradients(reference, parameters), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("layers", [1, 2])
def test_segments_of_decoders_that_run_step_by_step(layers: int) -> None:
    model = model_of({}, decoder_layers=layers, dropout=0.4, recompute=2)
    given = batch()
    model.decoder.fast = False
    parameters = list(model.parameters())
    found = gradients(results(model, given), parameters)
    model.decoder.recompute = 0
    assert_close(found, gradients(results(model, given), parameters))


def test_nothing_is_written_to_what_was_passed_in() -> None:
    for choice in CHOICES:
        model = model_of(choice)
        given = batch().row(0)
        before = [parameter.detach().clone() for parameter in model.parameters()]
        state = model.start(given.source, given.source_lengths)
        kept = [part.detach().clone() for part in state.cells[0]]
        logits, _ = teacher_forced_log_probabilities(model.decoder, given.read, state)
        logits.sum().backward()
        assert_close(
            [parameter.detach() for parameter in model.parameters()], before, rtol=0, atol=0
        )
        assert_close([part.detach() for part in state.cells[0]], kept, rtol=0, atol=0)


def test_the_readout_is_dropped_once() -> None:
    model = model_of({}, dropout=0.5)
    given = batch()
    dropped = record_outputs(model.decoder.dropout)
    results(model, given)
    assert len(dropped) == 2  # the symbols and the readout


@each_choice
def test_inputs_without_symbols(choice: dict[str, Any]) -> None:
    compare(model_of(choice), batch().row(2))
