"""The classifier against plain numbers, and what holds with every pooling, cell and number of
layers.
"""

import math
from itertools import product
from typing import Any

import pytest
import torch
from tests.models.combinations import SOURCE_SYMBOLS, batch
from tests.oracles import softmax, times
from torch.testing import assert_close

from pantoum.config import ClassifierConfig, ModelConfig
from pantoum.errors import PantoumError
from pantoum.layers import AttentionPooling, LastPooling, MaxPooling, MeanPooling
from pantoum.models import Classifier, build_classifier

LABELS = 3
POOLINGS = {
    "last": LastPooling,
    "mean": MeanPooling,
    "max": MaxPooling,
    "attention": AttentionPooling,
}
CHOICES = [
    {
        "pooling": pooling,
        "cell": cell,
        "layers": layers,
        "bidirectional": bidirectional,
        "residual": layers > 1,
    }
    for (pooling, cell), (layers, bidirectional) in zip(
        product(POOLINGS, ("lstm", "gru", "rnn")),
        [*product((1, 2), (True, False))] * 3,
        strict=True,
    )
]


def model_of(pooling: Any = "attention", **choice: Any) -> Classifier:
    config = ModelConfig(**({"embedding": 5, "hidden": 3, "dropout": 0.0} | choice))
    model = build_classifier(config, ClassifierConfig(pooling), SOURCE_SYMBOLS, LABELS).double()
    with torch.no_grad():  # biases that are all 0 would hide mistakes
        for name, parameter in model.named_parameters():
            if "bias" in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


each_choice = pytest.mark.parametrize(
    "choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values()))
)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_is_the_cross_entropy_by_hand(smoothing: float) -> None:
    model = model_of("mean")
    given = batch()
    labels = [2, 0, -1, 1]
    total = 0.0
    nll = 0.0
    states = model.encoder(given.source, given.source_lengths).annotations
    for row, label in enumerate(labels):
        length = int(given.source_lengths[row])
        if label < 0:
            continue
        vector = (states[row, :length].sum(dim=0) / length).tolist()
        logits = [
            a + b
            for a, b in zip(
                times(model.output.weight.tolist(), vector), model.output.bias.tolist(), strict=True
            )
        ]
        shares = [math.log(share) for share in softmax(logits)]
        nll -= shares[label]
        total -= (1 - smoothing) * shares[label] + smoothing * sum(shares) / LABELS
    loss = model.loss(
        given.source, given.source_lengths, torch.tensor(labels), label_smoothing=smoothing
    )
    assert loss.total.item() == pytest.approx(total, abs=1e-9)
    assert loss.nll.item() == pytest.approx(nll, abs=1e-9)
    assert loss.symbols == 3


def test_a_label_that_training_has_not_seen_changes_no_weight() -> None:
    model = model_of()
    given = batch()
    loss = model.loss(
        given.source, given.source_lengths, torch.tensor([-1, -1, -1, -1]), label_smoothing=0.1
    )
    assert (loss.total.item(), loss.symbols) == (0, 0)
    loss.total.backward()
    assert all(
        not parameter.grad.count_nonzero()
        for parameter in model.parameters()
        if parameter.grad is not None
    )


@each_choice
def test_gradients_reach_every_number(choice: dict[str, Any]) -> None:
    model = model_of(**choice)
    given = batch()
    model.loss(
        given.source, given.source_lengths, torch.tensor([0, 1, 2, 1]), label_smoothing=0.1
    ).total.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        reached = parameter.grad != 0
        if name == "encoder.embedding.weight":
            reached = reached[
                torch.cat([given.source[row, :n] for row, n in enumerate(given.source_lengths)])
            ]
        if choice["pooling"] in ("max", "last") and "encoder" in name:
            # not every state is the highest, or the last: its numbers may count for nothing
            continue
        assert reached.all(), name


@each_choice
def test_a_batch_equals_its_rows_one_by_one(choice: dict[str, Any]) -> None:
    model = model_of(**choice)
    given = batch()
    logits, weights = model(given.source, given.source_lengths)
    assert (weights is not None) is (choice["pooling"] == "attention")
    for row in range(4):
        alone = given.row(row)
        expected, looked = model(alone.source, alone.source_lengths)
        assert_close(logits[row : row + 1], expected)
        if weights is not None and looked is not None:
            assert_close(weights[row : row + 1, : alone.source.shape[1]], looked)


@pytest.mark.parametrize(("name", "kind"), POOLINGS.items())
def test_the_settings_choose_the_pooling(name: Any, kind: type) -> None:
    assert isinstance(model_of(name).pooling, kind)


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(PantoumError, match=r"^model\.hidden must be a whole number from 1 to"):
        build_classifier(ModelConfig(hidden=0), ClassifierConfig(), SOURCE_SYMBOLS, LABELS)
    wrong = ClassifierConfig()
    # The checked types of these tests would refuse it before.
    object.__setattr__(wrong, "pooling", "min")
    with pytest.raises(PantoumError, match=r"^classifier\.pooling must be one of last, mean, max,"):
        build_classifier(ModelConfig(), wrong, SOURCE_SYMBOLS, LABELS)
