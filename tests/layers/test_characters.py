"""Spellings to vectors: each word by itself, character for character."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.layers import (
    Bidirectional,
    CharacterCNN,
    CharacterEncoder,
    CharacterRNN,
    gru,
    lstm,
    rnn,
)

SYMBOLS = 9
EMBEDDING = 5
LENGTHS = [3, 6, 1, 0, 2]


def recurrent(make: Any = lstm) -> CharacterRNN:
    layer = Bidirectional(make(EMBEDDING, 4), make(EMBEDDING, 4))
    return CharacterRNN(nn.Embedding(SYMBOLS, EMBEDDING), layer).double()


def convolutional(widths: tuple[int, ...] = (2, 3, 4)) -> CharacterCNN:
    encoder = CharacterCNN(nn.Embedding(SYMBOLS, EMBEDDING), 4, widths).double()
    with torch.no_grad():
        for convolution in encoder.convolutions:
            convolution.bias.uniform_(-1, 1)  # type: ignore[operator,union-attr]
    return encoder


MAKERS = {
    "lstm": lambda: recurrent(lstm),
    "gru": lambda: recurrent(gru),
    "rnn": lambda: recurrent(rnn),
    "cnn": convolutional,
    "cnn of one width": lambda: convolutional((1,)),
}
each_encoder = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def words() -> tuple[Tensor, Tensor]:
    """Five words; one is empty, and none has the length of the time axis."""
    return torch.randint(0, SYMBOLS, (5, 7)), torch.tensor(LENGTHS)


@each_encoder
def test_each_word_is_encoded_as_if_it_were_alone(make: Any) -> None:
    encoder = make()
    (ids, lengths) = words()
    assert isinstance(encoder, CharacterEncoder)
    vectors = encoder(ids, lengths)
    assert vectors.shape == (5, encoder.output_size)
    for row, length in enumerate(LENGTHS):
        one = slice(row, row + 1)
        assert_close(encoder(ids[one, :length], lengths[one]), vectors[one])


@each_encoder
def test_a_word_without_characters_is_zero(make: Any) -> None:
    encoder = make()
    (ids, lengths) = words()
    assert encoder(ids, lengths)[3].count_nonzero() == 0
    assert encoder(ids[:, :0], torch.zeros_like(lengths)).count_nonzero() == 0
    assert encoder(ids[:0], lengths[:0]).shape == (0, encoder.output_size)


@each_encoder
def test_what_padding_holds_is_never_read(make: Any) -> None:
    encoder = make()
    (ids, lengths) = words()
    padding = torch.arange(7) >= lengths[:, None]
    other = torch.where(padding, (ids + 1) % SYMBOLS, ids)
    assert_close(encoder(other, lengths), encoder(ids, lengths), rtol=0, atol=0)


@pytest.mark.parametrize("make", [recurrent, convolutional])
def test_every_character_and_its_place_count(make: Any) -> None:
    spellings = [[1, 2, 3], [4, 2, 3], [1, 4, 3], [1, 2, 4], [3, 2, 1], [2, 1, 3]]
    vectors = make()(torch.tensor(spellings), torch.tensor([3] * 6))
    assert (torch.pdist(vectors) > 1e-6).all()


@pytest.mark.parametrize(("make", "theirs"), [(lstm, nn.LSTM), (gru, nn.GRU), (rnn, nn.RNN)])
def test_the_recurrent_encoder_is_torchs_last_states(make: Any, theirs: Any) -> None:
    encoder = recurrent(make)
    (ids, lengths) = words()
    reference = theirs(EMBEDDING, 4, bidirectional=True, batch_first=True).double()
    directions: list[Any] = [encoder.layer.forward_layer, encoder.layer.backward_layer]
    with torch.no_grad():
        for end, direction in zip(("", "_reverse"), directions, strict=True):
            for name, weight in direction.cell.named_parameters():
                getattr(reference, f"{name}_l0{end}").copy_(weight)
    vectors = encoder(ids, lengths)
    for row, length in enumerate(LENGTHS):
        if length:
            _, final = reference(encoder.embedding(ids[row : row + 1, :length]))
            hidden = final[0] if isinstance(final, tuple) else final
            assert_close(vectors[row], torch.cat([hidden[0, 0], hidden[1, 0]]))


def by_loops(encoder: CharacterCNN, spelling: list[int]) -> list[Tensor]:
    """The highest value of each filter, one window after the other, zeros before and after the
    word.
    """
    nothing = torch.zeros(EMBEDDING, dtype=torch.float64)
    values = []
    x = [encoder.embedding.weight[character] for character in spelling]
    for width, convolution in zip(encoder.widths, encoder.convolutions, strict=True):
        weights: Any = convolution.weight  # [filter, embedding, place in the window]
        biases: Any = convolution.bias
        for weight, bias in zip(weights, biases, strict=True):
            found = []
            for start in range(1 - width, len(x)):
                window = [
                    x[place] if 0 <= place < len(x) else nothing
                    for place in range(start, start + width)
                ]
                u = (
                    sum((weight[:, place] * value).sum() for place, value in enumerate(window))
                    + bias
                )
                found.append(torch.tanh(u))
            values.append(torch.stack(found).max())
    return values


@pytest.mark.parametrize("widths", [(2, 3, 4), (1,), (5, 2)])
def test_the_convolution_is_a_loop_over_windows(widths: tuple[int, ...]) -> None:
    encoder = convolutional(widths)
    (ids, lengths) = words()
    vectors = encoder(ids, lengths)
    real = [row for row, length in enumerate(LENGTHS) if length]
    expected = torch.stack(
        [torch.stack(by_loops(encoder, ids[row, : LENGTHS[row]].tolist())) for row in real]
    )
    assert_close(vectors[real], expected)
    weights = list(encoder.parameters())
    assert_close(gradients([vectors[real]], weights), gradients([expected], weights))


@each_encoder
def test_gradients_reach_every_parameter(make: Any) -> None:
    encoder = make()
    (ids, lengths) = words()
    weights = list(encoder.parameters())
    for gradient in gradients([encoder(ids, lengths)], weights):
        assert gradient.isfinite().all()
        assert gradient.count_nonzero() > 0
