"""The output layers of a tagger: what holds for both, and each against enumeration."""

import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.chains import LENGTHS, Scene, log_sum, scene, score, scores, some_constraints
from tests.comparing import gradcheck, gradients
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.attention import length_mask
from pantoum.models import CRFHead, SoftmaxHead, TagHead
from pantoum.search import viterbi

SIZE = 4
TAGS = 3
HEADS = {
    "softmax": lambda: SoftmaxHead(SIZE, TAGS),
    "crf": lambda: CRFHead(SIZE, TAGS),
    "constrained": lambda: CRFHead(SIZE, TAGS, some_constraints(TAGS)),
}
each_head = pytest.mark.parametrize("kind", list(HEADS))


def head_of(kind: str) -> Any:
    """In double precision; biases and transitions that are all 0 would hide mistakes."""
    head = HEADS[kind]().double()
    for name, parameter in head.named_parameters():
        if name != "output.weight":
            torch.nn.init.normal_(parameter)
    return head


def states() -> Scene:
    """States in the place of emissions, with tags of which some break `some_constraints`."""
    return scene(SIZE)._replace(tags=torch.randint(0, TAGS, (len(LENGTHS), max(LENGTHS) + 1)))


@each_head
def test_fresh_weights(kind: str) -> None:
    head = HEADS[kind]()
    assert (head.size, head.tags) == (SIZE, TAGS)
    assert head.output.bias.count_nonzero() == 0
    assert 0.5 < head.output.weight.abs().max() / math.sqrt(6 / (SIZE + TAGS)) <= 1
    assert all(part[part > -math.inf].count_nonzero() == 0 for part in head.chain())
    assert isinstance(head, TagHead)


@each_head
def test_a_path_s_share_comes_from_the_search(kind: str) -> None:
    """All paths together have the probability 1, and give the probabilities of single tags."""
    head = head_of(kind)
    given = states()
    found = viterbi(
        head.emissions(given.emissions), given.lengths, *head.chain(), nbest=TAGS ** max(LENGTHS)
    )
    partition = head.log_partition(given.emissions, given.lengths).tolist()
    probabilities = torch.zeros(*given.tags.shape, TAGS, dtype=torch.float64)
    for row, paths in enumerate(found):
        shares = [math.exp(path.log_score - partition[row]) for path in paths]
        assert math.fsum(shares) == pytest.approx(1)
        for path, share in zip(paths, shares, strict=True):
            probabilities[row, range(LENGTHS[row]), path.tags] += share
    assert_close(head.probabilities(given.emissions, given.lengths), probabilities)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_the_loss_of_a_softmax_is_cross_entropy(smoothing: float) -> None:
    head = head_of("softmax")
    given = states()
    real = length_mask(given.lengths, given.tags.shape[1])
    emissions = head.output(given.emissions).transpose(1, 2)
    tags = given.tags.masked_fill(~real, -100)
    loss = head.loss(*given, label_smoothing=smoothing)
    assert_close(
        loss.total, F.cross_entropy(emissions, tags, label_smoothing=smoothing, reduction="sum")
    )
    assert_close(loss.nll, F.cross_entropy(emissions, tags, reduction="sum"))
    assert loss.symbols == sum(LENGTHS)
    assert not loss.nll.requires_grad


@pytest.mark.parametrize("kind", ["crf", "constrained"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_the_loss_of_a_crf_is_that_of_whole_rows(kind: str, smoothing: float) -> None:
    head = head_of(kind)
    given = states()
    emissions = head.emissions(given.emissions)
    total = 0.0
    nll = 0.0
    whole = head.crf.allows(given.tags, given.lengths).tolist()
    assert all(whole) == (kind == "crf")
    for row, length in enumerate(LENGTHS):
        constraints = some_constraints(TAGS) if kind == "constrained" and whole[row] else None
        known = scores(emissions[row], length, head.crf, constraints)
        log_partition = log_sum(known)
        mean = math.fsum(known.values()) / len(known)
        own = score(tuple(given.tags[row, :length].tolist()), emissions[row], head.crf)
        nll += log_partition - own
        total += log_partition - (1 - smoothing) * own - smoothing * mean
    loss = head.loss(*given, label_smoothing=smoothing)
    assert loss.total.item() == pytest.approx(total)
    assert loss.nll.item() == pytest.approx(nll)
    assert loss.symbols == sum(LENGTHS)
    assert not loss.nll.requires_grad


def test_a_fresh_crf_is_the_softmax() -> None:
    softmax = head_of("softmax")
    crf = CRFHead(SIZE, TAGS).double()
    given = states()
    crf.output.load_state_dict(softmax.output.state_dict())
    for smoothing in (0.0, 0.2):
        assert_close(
            crf.loss(*given, label_smoothing=smoothing),
            softmax.loss(*given, label_smoothing=smoothing),
        )
    inputs = (given.emissions, given.lengths)
    assert_close(crf.probabilities(*inputs), softmax.probabilities(*inputs))
    assert_close(crf.log_partition(*inputs), softmax.log_partition(*inputs))
    paths = [
        viterbi(head.emissions(given.emissions), given.lengths, *head.chain(), nbest=9)
        for head in (softmax, crf)
    ]
    assert paths[0] == paths[1]
    assert [path.tags for (path, *_) in paths[0]] == [
        softmax.probabilities(*inputs)[row, :length].argmax(dim=-1).tolist()
        for row, length in enumerate(LENGTHS)
    ]


@each_head
def test_the_loss_of_a_batch_is_the_sum_of_its_rows(kind: str) -> None:
    head = head_of(kind)
    given = states()
    whole = head.loss(*given, label_smoothing=0.1)
    rows = [head.loss(*given.row(row), label_smoothing=0.1) for row in range(len(LENGTHS))]
    for name in ("total", "nll", "symbols"):
        assert_close(getattr(whole, name), torch.stack([getattr(row, name) for row in rows]).sum())


@each_head
@pytest.mark.parametrize("garbage", [math.nan, 1e30])
def test_what_padding_holds_has_no_influence(kind: str, garbage: float) -> None:
    head = head_of(kind)
    given = states()
    padding = ~length_mask(given.lengths, given.tags.shape[1])
    dirty = given.emissions.detach().masked_fill(padding[:, :, None], garbage).requires_grad_()
    losses = [
        head.loss(given.emissions, given.tags, given.lengths, 0.1),
        head.loss(dirty, given.tags.masked_fill(padding, -100), given.lengths, 0.1),
    ]
    assert_close(losses[0], losses[1], rtol=0, atol=0)
    weights = list(head.parameters())
    clean = gradients([losses[0].total], [given.emissions, *weights])
    assert_close(gradients([losses[1].total], [dirty, *weights]), clean, rtol=0, atol=0)
    for method in ("probabilities", "log_partition"):
        expected = getattr(head, method)(given.emissions, given.lengths)
        assert_close(getattr(head, method)(dirty, given.lengths), expected, rtol=0, atol=0)


class LossOf(nn.Module):
    """The loss as a function of states and weights."""

    def __init__(self, head: Any, given: Scene) -> None:
        super().__init__()
        self.head = head
        self.given = given

    def forward(self, states: Tensor) -> Tensor:
        return self.head.loss(
            states, self.given.tags, self.given.lengths, label_smoothing=0.1
        ).total


@each_head
def test_gradients_equal_numeric_ones(kind: str) -> None:
    given = states()
    module = LossOf(head_of(kind), given)
    names = [name for name, _ in module.named_parameters()]

    def loss(states: Tensor, *weights: Tensor) -> Tensor:
        return torch.func.functional_call(module, dict(zip(names, weights, strict=True)), (states,))

    assert gradcheck(loss, (given.emissions, *module.parameters()))
    found = gradients([module(given.emissions)], list(module.parameters()))
    assert all(grad.count_nonzero() > 0 for grad in found)


@each_head
def test_mixed_precision_is_close(kind: str) -> None:
    head = head_of(kind).float()
    given = states()
    given = given._replace(emissions=given.emissions.detach().float())
    exact = head.loss(*given, label_smoothing=0.1)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = head.loss(*given, label_smoothing=0.1)
        probabilities = head.probabilities(given.emissions, given.lengths)
        viterbi(head.emissions(given.emissions), given.lengths, *head.chain(), nbest=2)
    assert mixed.total.dtype == mixed.nll.dtype == probabilities.dtype == torch.float32
    assert_close(mixed.total, exact.total, rtol=0.02, atol=0)
    assert_close(
        probabilities, head.probabilities(given.emissions, given.lengths), rtol=0, atol=0.02
    )
    mixed.total.backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in head.parameters())


@each_head
def test_lengths_beyond_the_rows_are_refused(kind: str) -> None:
    head = head_of(kind)
    given = states()
    for method in ("loss", "log_partition", "probabilities"):
        inputs = given if method == "loss" else (given.emissions, given.lengths)
        with pytest.raises(ValueError, match="lengths must be from 0 to 5"):
            getattr(head, method)(*inputs[:-1], inputs[-1] + 2)
