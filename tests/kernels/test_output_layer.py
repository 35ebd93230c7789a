"""The output layer with its loss against the layer, then the loss."""

import pytest
import torch
from tests.comparing import gradcheck, gradients
from torch import Tensor, nn
from torch.testing import assert_close

import pantoum.kernels.output_layer as kernel
from pantoum.models import OutputFeatures, SoftmaxOutput
from pantoum.models.loss import Loss, cross_entropy

pytestmark = pytest.mark.usefixtures("device")

SHAPE = (3, 4)
SIZE = 5
CLASSES = 7
each_smoothing = pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])


def layer_of(dtype: torch.dtype = torch.float64) -> SoftmaxOutput:
    layer = SoftmaxOutput(SIZE, CLASSES).to(dtype)
    nn.init.normal_(layer.bias)
    return layer


def given(dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor]:
    """Features, targets, and which are real: one row is padding alone."""
    features = torch.randn(*SHAPE, SIZE, dtype=dtype, requires_grad=True)
    real = torch.tensor([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=torch.bool)
    return features, torch.randint(CLASSES, SHAPE), real


def compare(ours: Loss, reference: Loss, inputs: list[Tensor]) -> None:
    assert_close(
        [ours.total, ours.nll, ours.symbols], [reference.total, reference.nll, reference.symbols]
    )
    assert not ours.nll.requires_grad
    assert_close(gradients([3 * ours.total], inputs), gradients([3 * reference.total], inputs))


@each_smoothing
@pytest.mark.parametrize("block", [1, CLASSES, 2 * CLASSES, 5 * CLASSES + 1, 1 << 19])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_equals_the_layer_and_its_loss(
    smoothing: float, block: int, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "BLOCK", block)
    layer = layer_of(dtype)
    (features, target, real) = given(dtype)
    reference = cross_entropy(layer(features), target, real, smoothing)
    compare(
        layer.loss(OutputFeatures(features, None), None, target, real, smoothing),
        reference,
        [features, layer.weight, layer.bias],
    )


@each_smoothing
def test_numeric_gradients(smoothing: float) -> None:
    layer = layer_of()
    (features, target, real) = given()

    def total(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return kernel.vocabulary_loss(x, weight, bias, target.flatten(), real.flatten(), smoothing)[
            0
        ]

    assert gradcheck(
        total, (features.detach().flatten(0, 1).requires_grad_(), layer.weight, layer.bias)
    )


def test_huge_logits_do_not_overflow() -> None:
    layer = layer_of(torch.float32)
    (features, target, real) = given(torch.float32)
    with torch.no_grad():
        layer.weight.mul_(1e4)
    reference = cross_entropy(layer(features), target, real, 0.1)
    ours = layer.loss(OutputFeatures(features, None), None, target, real, 0.1)
    assert torch.isfinite(ours.total)
    assert_close(ours.total, reference.total)
    inputs = [features, layer.weight, layer.bias]
    assert_close(
        gradients([ours.total], inputs), gradients([reference.total], inputs), rtol=1e-5, atol=1e-5
    )


def test_no_rows_have_no_loss() -> None:
    layer = layer_of()
    nothing = torch.zeros(0, 4, dtype=torch.long)
    features = OutputFeatures(torch.zeros(0, 4, SIZE, dtype=torch.float64), None)
    loss = layer.loss(features, None, nothing, nothing.bool(), 0.1)
    assert loss.total == loss.nll == loss.symbols == 0


def test_evaluation_needs_no_gradients() -> None:
    layer = layer_of()
    (features, target, real) = given()
    with torch.no_grad():
        loss = layer.loss(OutputFeatures(features, None), None, target, real, 0.1)
    assert_close(loss.total, cross_entropy(layer(features), target, real, 0.1).total.detach())
    assert not loss.total.requires_grad


def test_mixed_precision_takes_the_layer_by_itself() -> None:
    layer = layer_of(torch.float32)
    (features, target, real) = given(torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours = layer.loss(OutputFeatures(features, None), None, target, real, 0.1)
        reference = cross_entropy(layer(features), target, real, 0.1)
    assert torch.equal(ours.total, reference.total)
