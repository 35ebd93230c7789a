"""The tagger as a whole: words, recurrent layers and heads in this order, and nothing else."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.comparing import gradcheck, gradients, record_outputs
from tests.layers.packed import reference_of, run_packed
from tests.models.sentences import SENTENCES, encode
from tests.models.taggers import ALL, CONSTRAINED, CRF, HIDDEN, SOFTMAX, tagged_batch, tagger_of
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.models import Tagger, TagHeadSpec

LENGTHS = [len(sentence) for sentence in SENTENCES]
KINDS = [(SOFTMAX,), (CRF,), (CONSTRAINED,), (SOFTMAX, CONSTRAINED, CRF)]
each_reader = pytest.mark.parametrize("characters", ["lstm", "gru", "rnn", "cnn", "none"])


@pytest.mark.parametrize(
    ("cell", "theirs", "characters"),
    [
        ("lstm", nn.LSTM, "lstm"),
        ("gru", nn.GRU, "gru"),
        ("rnn", nn.RNN, "rnn"),
        ("lstm", nn.LSTM, "cnn"),
        ("gru", nn.GRU, "none"),
    ],
)
def test_states_are_those_of_torch_s_layers_over_the_words(
    cell: Any, theirs: Any, characters: Any
) -> None:
    model = tagger_of(cell=cell, characters=characters, layers=2)
    given = tagged_batch([0, 2, 3, 4])  # packed rows must not be empty
    x = encode(model.words, given)
    reference = reference_of(model.layers, theirs, x.shape[2], HIDDEN)
    expected, *_ = run_packed(reference, x, given.lengths)
    assert_close(model(*given.words_read), expected)


def test_the_second_layer_is_added_to_the_first_with_residual_connections() -> None:
    model = tagger_of(layers=2, residual=True)
    given = tagged_batch(ALL)
    first, second = model.layers.layers
    below, _ = first(encode(model.words, given), given.lengths)
    above, _ = second(below, given.lengths)
    assert_close(model(*given.words_read), below + above)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_of_a_softmax_is_cross_entropy_over_the_words(smoothing: float) -> None:
    model = tagger_of([SOFTMAX])
    given = tagged_batch(ALL, [SOFTMAX])
    head: Any = model.heads[0]
    states = model(*given.words_read)
    real = torch.arange(max(LENGTHS)) < given.lengths[:, None]
    emissions = states[real] @ head.output.weight.T + head.output.bias
    tags = given.tags[0][real]
    loss = model.loss(*given.inputs, label_smoothing=smoothing)
    assert_close(
        loss.total, F.cross_entropy(emissions, tags, label_smoothing=smoothing, reduction="sum")
    )
    assert_close(loss.nll, F.cross_entropy(emissions, tags, reduction="sum").detach())
    assert loss.symbols == sum(LENGTHS)
    assert not loss.nll.requires_grad


@pytest.mark.parametrize("kinds", KINDS, ids=["softmax", "crf", "constrained", "three"])
def test_the_loss_is_the_mean_over_the_heads(kinds: tuple[TagHeadSpec, ...]) -> None:
    model = tagger_of(kinds)
    given = tagged_batch(ALL, kinds)
    states = model(*given.words_read)
    losses = [
        head.loss(states, tags, given.lengths, 0.1)
        for head, tags in zip(model.tag_heads(), given.tags, strict=True)
    ]
    whole = model.loss(*given.inputs, label_smoothing=0.1)
    assert_close(whole.total, sum(loss.total for loss in losses) / len(kinds))
    assert_close(whole.nll, sum(loss.nll for loss in losses) / len(kinds))
    assert whole.symbols == sum(LENGTHS)


def test_every_head_needs_its_tags() -> None:
    model = tagger_of([SOFTMAX, CRF])
    given = tagged_batch(ALL, [SOFTMAX])
    with pytest.raises(ValueError, match="zip"):
        model.loss(*given.inputs)


class LossOf(nn.Module):
    """The loss as a function of the weights alone."""

    def __init__(self, model: Tagger, inputs: tuple[Any, ...]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self) -> Tensor:
        return self.model.loss(*self.inputs, label_smoothing=0.1).total


@pytest.mark.parametrize("kinds", [(SOFTMAX,), (SOFTMAX, CRF)], ids=["one", "two"])
def test_gradients_reach_every_weight_and_equal_numeric_ones(
    kinds: tuple[TagHeadSpec, ...],
) -> None:
    module = LossOf(tagger_of(kinds, layers=2, hidden=2), tagged_batch(ALL, kinds).inputs)
    names = [name for name, _ in module.named_parameters()]

    def loss(*weights: Tensor) -> Tensor:
        return torch.func.functional_call(module, dict(zip(names, weights, strict=True)), ())

    assert gradcheck(loss, tuple(module.parameters()), fast_mode=True)
    found = gradients([module()], list(module.parameters()))
    assert [
        name for name, grad in zip(names, found, strict=True) if grad.count_nonzero() == 0
    ] == []


@each_reader
@pytest.mark.parametrize("kinds", [(SOFTMAX, CRF), (CONSTRAINED,)], ids=["both", "constrained"])
def test_the_rest_of_a_batch_changes_nothing(
    characters: Any, kinds: tuple[TagHeadSpec, ...]
) -> None:
    model = tagger_of(kinds, characters=characters, layers=2)
    order = [4, 0, 1, 3, 2, 0]
    given = tagged_batch(order, kinds)
    states = model(*given.words_read)
    losses = []
    for place, row in enumerate(order):
        alone = tagged_batch([row], kinds)
        assert_close(states[place, : LENGTHS[row]], model(*alone.words_read)[0])
        losses.append(model.loss(*alone.inputs, label_smoothing=0.1))
    whole = model.loss(*given.inputs, label_smoothing=0.1)
    for name in ("total", "nll", "symbols"):
        assert_close(
            getattr(whole, name), torch.stack([getattr(loss, name) for loss in losses]).sum()
        )


def test_what_padding_holds_changes_nothing() -> None:
    model = tagger_of([SOFTMAX, CONSTRAINED])
    given = tagged_batch(ALL, [SOFTMAX, CONSTRAINED])
    wider = torch.full((len(ALL), 3), 2)
    padding = torch.arange(max(LENGTHS) + 3) >= given.lengths[:, None]
    positions = torch.cat([given.positions, wider], dim=1).masked_fill(padding, 1)  # of a real form
    tags = tuple(torch.cat([one, wider], dim=1).masked_fill(padding, 2) for one in given.tags)
    dirty = given._replace(positions=positions, tags=tags)
    assert_close(
        model(*dirty.words_read)[:, : max(LENGTHS)], model(*given.words_read), rtol=0, atol=0
    )
    weights = list(model.parameters())
    clean = model.loss(*given.inputs, label_smoothing=0.1)
    found = model.loss(*dirty.inputs, label_smoothing=0.1)
    assert_close(found, clean)
    assert_close(gradients([found.total], weights), gradients([clean.total], weights))


def test_sentences_of_one_word_and_of_none() -> None:
    model = tagger_of([SOFTMAX, CRF])
    one = tagged_batch([2])
    none = tagged_batch([1])
    assert model(*one.words_read).shape == (1, 1, 2 * HIDDEN)
    assert (one.symbols, none.symbols) == (1, 0)
    both = tagged_batch([1, 2])
    assert_close(model.loss(*both.inputs), model.loss(*one.inputs))
    for empty in (none, tagged_batch([1, 1])):
        assert model(*empty.words_read).shape[1] == 0
        assert_close(model.loss(*empty.inputs).total, torch.zeros((), dtype=torch.float64))


def factors(model: Tagger, module: nn.Module) -> list[Tensor]:
    """What the dropout that is met at each call multiplies by, in a pass in training."""
    inputs: list[Tensor] = []
    handle = module.register_forward_pre_hook(lambda module, given: inputs.append(given[0]))
    outputs = record_outputs(module)
    model.train()(*tagged_batch([0, 3]).words_read)
    handle.remove()
    return [
        (after / before).detach().round(decimals=6)
        for before, after in zip(inputs, outputs, strict=True)
    ]


@pytest.mark.parametrize("variational", [None, True, False])
def test_one_dropout_mask_holds_for_all_words_of_a_sentence(variational: bool | None) -> None:
    model = tagger_of(dropout=0.5, layers=2, variational_dropout=variational)
    first, last = factors(model, model.dropout)
    (between,) = factors(model, model.layers.between)
    for found in (
        first[..., :7],
        last,
        between,
    ):  # behind the word embeddings come vectors that may be 0
        words = [found[0, :7], found[1]]  # 7 and 9 words
        assert {value for row in words for value in row.flatten().tolist()} == {0.0, 2.0}
        assert all(bool((row == row[0]).all()) for row in words) == (variational is not False)
        assert not torch.equal(words[0][0], words[1][0])


def test_nothing_is_dropped_when_it_is_used() -> None:
    model = tagger_of(dropout=0.5, layers=2).eval()
    given = tagged_batch(ALL)
    assert torch.equal(model(*given.words_read), model(*given.words_read))
    same = tagger_of(dropout=0.0, layers=2)
    same.load_state_dict(model.state_dict())
    assert_close(model(*given.words_read), same(*given.words_read))


def test_mixed_precision_is_close() -> None:
    model = tagger_of([SOFTMAX, CRF]).float()
    given = tagged_batch(ALL)
    exact = model.loss(*given.inputs, label_smoothing=0.1)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = model.loss(*given.inputs, label_smoothing=0.1)
    assert mixed.total.dtype == torch.float32
    assert_close(mixed.total, exact.total, rtol=0.02, atol=0)
    mixed.total.backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
