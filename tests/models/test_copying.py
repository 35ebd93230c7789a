"""The copying distribution against its formula on plain numbers, in training and in search."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS, Pairs, batch, config_of
from tests.oracles import dot, sigmoid, softmax, times
from torch import Tensor
from torch.testing import assert_close

from pantoum.errors import PantoumError
from pantoum.models import (
    Branches,
    CopyOutput,
    Ensemble,
    OutputFeatures,
    Seq2Seq,
    Shortlist,
    SoftmaxOutput,
    build,
    for_inference,
    reindexed,
    teacher_forced_log_probabilities,
)
from pantoum.symbols import BOS, UNK

# Two input symbols are copied as the same output symbol, one is no output symbol.
COPIED_AS = [0, 1, 2, 3, 5, 4, 5, UNK, 10]
CHOICES = [
    {"cell": cell, "attention": attention, "attention_order": order}
    for cell, attention in (("lstm", "additive"), ("gru", "dot"), ("rnn", "general"))
    for order in ("attend_then_update", "update_then_attend")
]
each_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: str(choice.values()))


def model_of(choice: dict[str, Any], **more: Any) -> Seq2Seq:
    config = config_of(choice, copy=True, **more)
    return build(config, SOURCE_SYMBOLS, TARGET_SYMBOLS, COPIED_AS).double()


def log_probabilities(model: Seq2Seq, given: Pairs) -> tuple[Tensor, Tensor | None]:
    state = model.start(given.source, given.source_lengths)
    return teacher_forced_log_probabilities(model.decoder, given.read, state)


def test_equals_the_formula() -> None:
    output = CopyOutput(SoftmaxOutput(3, TARGET_SYMBOLS), torch.tensor(COPIED_AS)).double()
    torch.nn.init.normal_(output.gate.bias)
    source = torch.tensor([[4, 6, 8, 7]])
    memory = output.prepare(source, torch.tensor([4]))
    readout = torch.randn(1, 3, dtype=torch.float64)
    weights = torch.tensor([[0.1, 0.2, 0.3, 0.4]], dtype=torch.float64)
    found = output.log_probabilities(OutputFeatures(readout, weights), memory)[0].exp().tolist()
    read = readout[0].tolist()
    logits = times(output.vocabulary.weight.tolist(), read)
    biases = output.vocabulary.bias.tolist()
    generated = softmax([a + b for a, b in zip(logits, biases, strict=True)])
    gate = sigmoid(dot(output.gate.weight[0].tolist(), read) + output.gate.bias.item())
    copied = [0.0] * TARGET_SYMBOLS
    for symbol, share in zip(source[0].tolist(), weights[0].tolist(), strict=True):
        copied[COPIED_AS[symbol]] += share
    expected = [gate * g + (1 - gate) * c for g, c in zip(generated, copied, strict=True)]
    assert found == pytest.approx(expected, rel=1e-9)
    assert sum(found) == pytest.approx(1)


@each_choice
def test_the_loss_is_the_cross_entropy_of_the_mixture(choice: dict[str, Any]) -> None:
    model = model_of(choice)
    given = batch()
    scores, _ = log_probabilities(model, given)
    nll = torch.zeros((), dtype=torch.float64)
    uniform = torch.zeros((), dtype=torch.float64)
    for row, length in enumerate(given.target_lengths.tolist()):
        for step in range(length):
            nll = nll - scores[row, step, given.target[row, step]]
            uniform = uniform - scores[row, step].mean()
    loss = model.loss(*given, label_smoothing=0.1)
    assert_close(loss.nll, nll.detach())
    assert_close(loss.total, 0.9 * nll + 0.1 * uniform)
    found = gradients([loss.total], list(model.parameters()))
    assert_close(found, gradients([0.9 * nll + 0.1 * uniform], list(model.parameters())))
    assert all(gradient.abs().sum() > 0 for gradient in found)


@each_choice
def test_steps_and_the_inference_form_equal_teacher_forcing(choice: dict[str, Any]) -> None:
    model = model_of(choice).eval()
    given = batch()
    expected, weights = log_probabilities(model, given)
    fast = for_inference(model)
    plain = model.start(given.source, given.source_lengths)
    state = fast.start(given.source, given.source_lengths)
    for step, tokens in enumerate(given.read.unbind(1)):
        scores, plain, _ = model.step(tokens, plain)
        found, state, attended = fast.step(tokens, state)
        assert_close(scores, expected[:, step])
        assert_close(found, expected[:, step])
        assert_close(attended, None if weights is None else weights[:, step])


def test_hypotheses_of_the_same_input_copy_from_it() -> None:
    model = model_of(CHOICES[0]).eval()
    given = batch()
    fast = for_inference(model)
    plain = model.start(given.source, given.source_lengths)
    state = fast.start(given.source, given.source_lengths)
    tokens = torch.full((4,), BOS)
    branches = Branches(
        torch.tensor([0, 1, 3]), torch.tensor([0, 0, 1, 3]), torch.tensor([0, 1, 2, 5]), 2
    )
    _, plain, _ = model.step(tokens, plain)
    _, state, _ = fast.step(tokens, state)
    plain = plain.branch(branches)
    state = state.branch(branches)
    tokens = torch.tensor([4, 5, 6, 7])
    assert_close(fast.step(tokens, state)[0], model.step(tokens, plain)[0])


def test_a_reindexed_model_copies_the_same_symbols() -> None:
    model = model_of(CHOICES[0]).eval()
    given = batch()
    source = torch.cat([torch.arange(4), 4 + torch.randperm(SOURCE_SYMBOLS - 4)])
    target = torch.cat([torch.arange(4), 4 + torch.randperm(TARGET_SYMBOLS - 4)])
    other = reindexed(model, source, target)
    moved = Pairs(
        source[given.source], given.source_lengths, target[given.target], given.target_lengths
    )
    expected, _ = log_probabilities(model, given)
    found, _ = log_probabilities(other, moved)
    assert_close(found[..., target], expected)


def test_an_ensemble_averages_what_its_members_copy() -> None:
    models = [model_of(CHOICES[0]).eval(), model_of(CHOICES[2]).eval()]
    given = batch()
    given = given._replace(source_lengths=given.source_lengths.clamp(min=1))
    ensemble = Ensemble([for_inference(one) for one in models], "probability", same_inputs=True)
    tokens = torch.full((4,), BOS)
    inputs = (given.source, given.source_lengths)
    scores, _, _ = ensemble.step(tokens, ensemble.start(*inputs))
    each = [one.step(tokens, one.start(*inputs))[0].exp() for one in models]
    assert_close(scores.exp(), (each[0] + each[1]) / 2)


def test_a_model_that_copies_must_know_how() -> None:
    with pytest.raises(ValueError, match="what its input symbols are copied as"):
        build(config_of(CHOICES[0], copy=True), SOURCE_SYMBOLS, TARGET_SYMBOLS)


def test_a_model_that_copies_takes_no_shortlist() -> None:
    shortlist = Shortlist(torch.zeros(SOURCE_SYMBOLS, 1, dtype=torch.long), torch.tensor([BOS]))
    for choice in (CHOICES[0], {**CHOICES[0], "cell": "peephole_lstm"}):
        with pytest.raises(PantoumError, match="takes no shortlist") as caught:
            for_inference(model_of(choice), shortlist=shortlist)
        assert caught.value.remedy == "leave shortlist out here"
