"""The whole model: its loss, its gradients, its precision."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.comparing import gradcheck
from tests.models.combinations import TARGET_SYMBOLS, Pairs, batch, model_of, softmax_of
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.models import Seq2Seq, teacher_forced_log_probabilities
from pantoum.symbols import PAD


def padding_of(given: Pairs) -> Tensor:
    return torch.arange(given.target.shape[1]) >= given.target_lengths[:, None]


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("garbage", [None, PAD, 7, -100, 10**6])
def test_the_loss_is_cross_entropy_over_the_real_symbols(
    smoothing: float, garbage: int | None
) -> None:
    model = model_of({})
    given = batch()
    padding = padding_of(given)
    clean = given.target.masked_fill(padding, PAD)
    logits = model(given.source, given.source_lengths, clean).transpose(1, 2)
    sums: dict[str, Any] = {"ignore_index": PAD, "reduction": "sum"}
    if garbage is not None:
        given = given._replace(target=given.target.masked_fill(padding, garbage))
    loss = model.loss(*given, label_smoothing=smoothing)
    assert_close(loss.total, F.cross_entropy(logits, clean, label_smoothing=smoothing, **sums))
    assert_close(loss.nll, F.cross_entropy(logits, clean, **sums).detach())
    assert loss.symbols == given.target_lengths.sum()
    assert not loss.nll.requires_grad


def test_the_loss_of_a_batch_is_the_sum_of_its_rows() -> None:
    model = model_of({})
    given = batch()
    whole = model.loss(*given, label_smoothing=0.1)
    rows = [model.loss(*given.row(row), label_smoothing=0.1) for row in range(4)]
    for name in ("total", "nll", "symbols"):
        assert_close(getattr(whole, name), torch.stack([getattr(row, name) for row in rows]).sum())


def test_the_target_is_read_one_step_late() -> None:
    model = model_of({})
    given = batch()
    state = model.start(given.source, given.source_lengths)
    logits, _ = teacher_forced_log_probabilities(model.decoder, given.read, state)
    assert_close(model(given.source, given.source_lengths, given.target), logits)


class LossOf(nn.Module):
    """The loss as a function of the weights alone."""

    def __init__(self, model: Seq2Seq, given: Pairs) -> None:
        super().__init__()
        self.model = model
        self.given = given

    def forward(self) -> Tensor:
        return self.model.loss(*self.given, label_smoothing=0.1).total


@pytest.mark.parametrize(
    ("attention", "cell"),
    [("additive", "lstm"), ("dot", "gru"), ("general", "rnn"), ("concat", "gru"), ("none", "lstm")],
)
def test_gradients_equal_numeric_ones(attention: str, cell: str) -> None:
    choice = {
        "attention": attention,
        "cell": cell,
        "layers": 2,
        "residual": True,
        "bidirectional": False,
    }
    model = model_of(choice, embedding=2, hidden=2, decoder_hidden=2, attention_size=2)
    module = LossOf(model, batch())
    names = [name for name, _ in module.named_parameters()]

    def loss(*weights: Tensor) -> Tensor:
        return torch.func.functional_call(module, dict(zip(names, weights, strict=True)), ())

    assert gradcheck(loss, tuple(module.parameters()), fast_mode=True)


@pytest.mark.parametrize("tie", [True, False])
def test_tied_embeddings_are_one_tensor(tie: bool) -> None:
    model = model_of({"tie_embeddings": tie})
    decoder = model.decoder
    output = softmax_of(model)
    assert (output.weight is decoder.embedding.weight) is tie
    weights = [
        parameter for parameter in decoder.parameters() if parameter.shape == (TARGET_SYMBOLS, 5)
    ]
    assert len(weights) == (1 if tie else 2)
    before = output.weight.detach().clone()
    with torch.no_grad():
        decoder.embedding.weight.add_(1)
    assert torch.equal(output.weight, before + 1 if tie else before)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("attention", ["additive", "dot", "general", "concat", "none"])
def test_mixed_precision_is_close(cell: str, attention: str) -> None:
    model = model_of({"cell": cell, "attention": attention, "layers": 2}, dropout=0.0).float()
    given = batch()
    exact = model.loss(*given, label_smoothing=0.1)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = model.loss(*given, label_smoothing=0.1)
    assert mixed.total.dtype == torch.float32
    assert_close(mixed.total, exact.total, rtol=0.02, atol=0)
    mixed.total.backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
