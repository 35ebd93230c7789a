"""What a model carries from batch to batch reaches the next one of the epoch, and a checkpoint."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from pantoum.config import TrainingConfig
from pantoum.models import Loss
from pantoum.training.fabric import Engine


class Counting(nn.Module):
    """Carries the sum of all that it has read in the epoch; its loss is that sum times its
    weight."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))

    def loss(
        self, x: Tensor, label_smoothing: float = 0.0, carried: tuple[Tensor, ...] = ()
    ) -> Loss:
        total = x.sum() + (carried[0] if carried else 0)
        return Loss(total * self.weight, total, torch.tensor(len(x)), (total, total * 2))


class Forgetful(nn.Module):
    """Takes nothing and carries nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))

    def loss(self, x: Tensor, label_smoothing: float = 0.0) -> Loss:
        return Loss(x.sum() * self.weight, x.sum(), torch.tensor(len(x)))


@pytest.fixture
def engine() -> Engine:
    torch.manual_seed(0)
    return Engine(Counting(), TrainingConfig(device="cpu"))


def read(engine: Engine, *values: float) -> list[float]:
    return [engine.loss(torch.tensor([value]), label_smoothing=0.0).nll.item() for value in values]


def test_it_is_handed_on_until_an_epoch_begins(engine: Engine) -> None:
    assert read(engine, 1, 2, 3) == [1, 3, 6]
    engine.begin_epoch()
    assert read(engine, 5, 1) == [5, 6]


def test_a_checkpoint_keeps_it(engine: Engine) -> None:
    read(engine, 1, 2)
    state: dict[str, Any] = engine.state()
    assert [part.item() for part in state["carried"]] == [3, 6]
    read(engine, 7)
    engine.restore(state)
    assert read(engine, 4) == [7]


def test_a_model_that_carries_nothing_is_given_nothing() -> None:
    engine = Engine(Forgetful(), TrainingConfig(device="cpu"))
    assert read(engine, 1, 2, 3) == [1, 2, 3]
    assert engine.state()["carried"] == []
