"""The language model against a plain loop, and its state carried from chunk to chunk against one
long pass.
"""

import math
from itertools import product
from typing import Any

import pytest
import torch
from tests.comparing import tensors_of
from tests.oracles import softmax, times
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import length_mask
from pantoum.config import ModelConfig
from pantoum.models import LanguageModel, build_language_model
from pantoum.symbols import EOS

SYMBOLS = 9
CHOICES = [
    {"cell": cell, "layers": layers, "tie_embeddings": tied, "residual": layers > 2}
    for cell, (layers, tied) in product(("lstm", "gru", "rnn"), ((1, True), (2, False), (3, True)))
]
each_choice = pytest.mark.parametrize(
    "choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values()))
)


def model_of(**choice: Any) -> LanguageModel:
    config = ModelConfig(**({"embedding": 5, "hidden": 3, "dropout": 0.0} | choice))
    model = build_language_model(config, SYMBOLS).double()
    with torch.no_grad():  # biases that are all 0 would hide mistakes
        for name, parameter in model.named_parameters():
            if "bias" in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


def ids(rows: int = 3, steps: int = 7) -> tuple[Tensor, Tensor, Tensor]:
    """What is read, how much of it is real, and what is to be told."""
    target = torch.randint(3, SYMBOLS, (rows, steps), generator=torch.Generator().manual_seed(4))
    read = torch.cat([torch.full((rows, 1), EOS), target[:, :-1]], dim=1)
    return read, torch.tensor([steps, steps - 1, 2][:rows]), target


@each_choice
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_is_the_one_of_a_plain_loop(choice: dict[str, Any], smoothing: float) -> None:
    model = model_of(**choice)
    read, lengths, target = ids()
    cells = [layer.cell for layer in model.layers.layers]  # type: ignore[union-attr]
    total = nll = 0.0
    for row in range(3):
        states = [cell.initial_state(1) for cell in cells]  # type: ignore[operator]
        for place in range(int(lengths[row])):
            x = model.embedding.weight[read[row, place]][None]
            for index, cell in enumerate(cells):
                y, states[index] = cell(x, states[index])  # type: ignore[operator]
                x = x + y if choice["residual"] and index else y
            wide = times(model.readout.weight.tolist(), x[0].tolist())
            readout = [
                math.tanh(a + b) for a, b in zip(wide, model.readout.bias.tolist(), strict=True)
            ]
            logits = times(model.output.weight.tolist(), readout)
            shares = softmax(
                [a + b for a, b in zip(logits, model.output.bias.tolist(), strict=True)]
            )
            nll -= math.log(shares[int(target[row, place])])
            total -= (1 - smoothing) * math.log(shares[int(target[row, place])])
            total -= smoothing * sum(math.log(share) for share in shares) / SYMBOLS
    loss = model.loss(read, lengths, target, label_smoothing=smoothing)
    assert loss.nll.item() == pytest.approx(nll, rel=1e-9)
    assert loss.total.item() == pytest.approx(total, rel=1e-9)
    assert loss.symbols == lengths.sum()


@each_choice
@pytest.mark.parametrize("cuts", [(3,), (1, 2, 6), (5,)])
def test_chunks_that_carry_the_state_equal_one_long_pass(
    choice: dict[str, Any], cuts: tuple[int, ...]
) -> None:
    model = model_of(**choice)
    read, lengths, target = ids()
    whole = model.loss(read, lengths, target)
    carried: tuple[Tensor, ...] = ()
    nll = 0.0
    symbols = 0
    for start, end in zip((0, *cuts), (*cuts, 7), strict=True):
        here = (lengths - start).clamp(0, end - start)
        loss = model.loss(read[:, start:end], here, target[:, start:end], carried=carried)
        carried = loss.carried
        nll = nll + loss.nll.item()
        symbols = symbols + int(loss.symbols)
    assert nll == pytest.approx(whole.nll.item(), rel=1e-9)
    assert symbols == whole.symbols
    assert (
        len(carried)
        == len(whole.carried)
        == choice["layers"] * (2 if choice["cell"] == "lstm" else 1)
    )
    for one, other in zip(carried, whole.carried, strict=True):
        assert_close(one, other)


@each_choice
def test_the_gradient_of_a_chunk_is_that_of_its_own_steps(choice: dict[str, Any]) -> None:
    model = model_of(**choice)
    read, _, target = ids()
    full = torch.full((3,), 3)
    parameters = list(model.parameters())
    first = model.loss(read[:, :3], full, target[:, :3])
    assert not any(part.requires_grad for part in first.carried)
    second = model.loss(read[:, 3:6], full, target[:, 3:6], carried=first.carried)
    found = torch.autograd.grad(second.total, parameters)
    # The same steps from a state that is just a number: one pass over all, cut by hand.
    _, state = model(read[:, :3], full)
    fixed = type(state)(
        tuple(type(layer)(*(part.detach() for part in layer)) for layer in state.layers)
    )
    logits, _ = model(read[:, 3:6], full, fixed)
    expected = torch.autograd.grad(
        torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), target[:, 3:6].flatten(), reduction="sum"
        ),
        parameters,
    )
    for one, other in zip(found, expected, strict=True):
        assert_close(one, other)


@each_choice
def test_rows_are_their_own_whatever_stands_beside_them(choice: dict[str, Any]) -> None:
    model = model_of(**choice)
    read, lengths, target = ids()
    real = length_mask(lengths, 7)
    logits, end = model(read, lengths)
    other, other_end = model(read.masked_fill(~real, 8), lengths)
    assert_close(other[real], logits[real])
    for row, length in enumerate(lengths.tolist()):
        alone, state = model(read[row : row + 1, :length], lengths[row : row + 1])
        assert_close(alone[0], logits[row, :length])
        for one, many, same in zip(*map(tensors_of, (state, end, other_end)), strict=True):
            assert_close(one[0], many[row])
            assert_close(one[0], same[row])
    assert (
        model.loss(read, lengths, target).nll
        == model.loss(read, lengths, target.masked_fill(~real, -7)).nll
    )


@each_choice
def test_gradients_reach_every_number(choice: dict[str, Any]) -> None:
    model = model_of(**choice)
    read, lengths, target = ids()
    model.loss(read, lengths, target, label_smoothing=0.1).total.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        reached = parameter.grad != 0
        if name == "embedding.weight" and not choice["tie_embeddings"]:
            reached = reached[read[length_mask(lengths, 7)]]
        assert reached.all(), name


def test_tied_weights_are_one_and_it_reads_in_one_direction() -> None:
    tied = model_of()
    free = model_of(tie_embeddings=False)
    assert tied.output.weight is tied.embedding.weight
    assert free.output.weight is not free.embedding.weight
    assert tied.layers.output_size == 3  # of one direction


@pytest.mark.parametrize("variational", [False, True])
def test_dropout_acts_in_training_alone(variational: bool) -> None:
    model = model_of(dropout=0.5, recurrent_dropout=0.5, layers=2, variational_dropout=variational)
    read, lengths, target = ids()
    assert model.loss(read, lengths, target).nll != model.loss(read, lengths, target).nll
    model.eval()
    assert model.loss(read, lengths, target).nll == model.loss(read, lengths, target).nll
