"""The optimiser's step: the average of the weights, and half precision."""

import pytest
import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins import MixedPrecision
from tests.reversing import tiny

from pantoum.config import TrainingConfig
from pantoum.errors import PantoumError
from pantoum.models import Seq2Seq, build
from pantoum.training import fabric
from pantoum.training.fabric import Engine

SOURCE = torch.tensor([[4, 5, 3], [5, 3, 0]])
LENGTHS = torch.tensor([3, 2])


def engine_of(**settings: object) -> Engine:
    torch.manual_seed(3)
    return Engine(build(tiny().model, 7, 7), TrainingConfig(device="cpu", **settings))  # type: ignore[arg-type]


def learn(engine: Engine) -> None:
    loss = engine.loss(SOURCE, LENGTHS, SOURCE, LENGTHS, label_smoothing=0.0)
    engine.update(loss, 0.01)


def weights(model: Seq2Seq) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten().clone() for parameter in model.parameters()])


def test_factors_are_cut_on_request_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    for cut, name in ((True, "high"), (False, "highest")):
        fabric._cut_factors(cut)
        assert torch.get_float32_matmul_precision() == name
        assert torch.backends.cudnn.allow_tf32 is cut
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    engine_of(precision="32-true")
    assert torch.backends.cudnn.allow_tf32 is False


@pytest.mark.parametrize("decay", [0.5, 0.999])
def test_the_kept_weights_are_a_moving_average(decay: float) -> None:
    engine = engine_of(ema_decay=decay)
    average = None
    for step in range(12):
        learn(engine)
        new = weights(engine.model)
        kept = min(decay, (1 + step) / (10 + step))
        average = new if average is None else kept * average + (1 - kept) * new
        assert torch.allclose(weights(engine.kept), average, atol=1e-6)
    assert not torch.allclose(weights(engine.kept), weights(engine.model), atol=1e-3)
    assert not engine.kept.training


def test_tied_embeddings_stay_tied_in_the_average() -> None:
    kept = engine_of().kept
    assert kept.decoder.output.weight is kept.decoder.embedding.weight


def test_without_averaging_the_last_weights_are_kept() -> None:
    engine = engine_of(ema_decay=0.0)
    assert engine.kept is engine.model


def test_the_loss_is_computed_in_the_chosen_precision() -> None:
    losses = {}
    for precision in ("32-true", "bf16-mixed"):
        engine = engine_of(precision=precision)
        seen: list[torch.dtype] = []
        engine.model.decoder.readout.register_forward_hook(
            lambda *given, seen=seen: seen.append(given[2].dtype)
        )
        losses[precision] = engine.loss(
            SOURCE, LENGTHS, SOURCE, LENGTHS, label_smoothing=0.0
        ).total.item()
        assert seen == [torch.bfloat16 if precision == "bf16-mixed" else torch.float32]
    assert losses["32-true"] != losses["bf16-mixed"]
    assert losses["32-true"] == pytest.approx(losses["bf16-mixed"], rel=0.05)


def test_half_precision_scales_and_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a GPU would do: float16 products, a scaled loss, and gradients that are unscaled before
    # they are clipped.
    plugin = MixedPrecision("16-mixed", "cpu", torch.amp.GradScaler("cpu"))
    monkeypatch.setattr(
        fabric,
        "_fabric",
        lambda config, ranks: Fabric(accelerator="cpu", devices=1, plugins=plugin),
    )
    engine = engine_of(precision="16-mixed")
    before = weights(engine.model)
    for _ in range(30):
        learn(engine)
    assert torch.isfinite(weights(engine.model)).all()
    assert not torch.equal(before, weights(engine.model))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_device_that_is_not_there_is_refused_in_plain_words() -> None:
    with pytest.raises(PantoumError) as caught:
        Engine(build(tiny().model, 7, 7), TrainingConfig(device="cuda"))
    assert str(caught.value) == (
        "training.device cuda cannot be used: PyTorch finds no such device on this machine; set it "
        "to auto or cpu"
    )
